//! When files last changed: what tells, without reading them, whether they are as they were.

use std::fs::Metadata;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// How long before it was read a file must have changed for its times to vouch for its
/// content: a further change within one tick of the clock leaves them as they are. Linux
/// keeps times by ticks of up to 10 ms.
const TICK: i64 = SECOND / 20;
/// The same where times are kept in whole seconds; FAT keeps every second one.
const COARSE_TICK: i64 = 2 * SECOND;
/// In nanoseconds, as all times here.
const SECOND: i64 = 1_000_000_000;

/// The times of a file, in nanoseconds since 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// When its content was modified. Tools that copy or move files set it as they please.
    pub modified: i64,
    /// When anything about it changed: its content, its name, the time above. No tool can
    /// set it, so that another file moved to its place is seen whatever its time says.
    /// 0 where the system does not tell.
    pub changed: i64,
}

impl Times {
    /// As the file system has them.
    #[must_use]
    pub fn of(metadata: &Metadata) -> Self {
        let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or(0);
        #[cfg(unix)]
        let changed = {
            use std::os::unix::fs::MetadataExt as _;
            metadata.ctime().saturating_mul(SECOND).saturating_add(metadata.ctime_nsec())
        };
        #[cfg(not(unix))]
        let changed = 0;
        Times { modified, changed }
    }

    /// The times, if they vouch for content whose reading began at `read`.
    #[must_use]
    pub fn vouching_at(self, read: SystemTime) -> Option<Self> {
        let read = i64::try_from(read.duration_since(UNIX_EPOCH).ok()?.as_nanos()).ok()?;
        let last = self.modified.max(self.changed);
        let tick = if last % SECOND == 0 { COARSE_TICK } else { TICK };
        (read.saturating_sub(last) > tick).then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_that_are_too_near_vouch_for_nothing() {
        let at = |nanoseconds: u64| UNIX_EPOCH + Duration::from_nanos(nanoseconds);
        let second: u64 = 1_700_000_000_000_000_000;
        let times = |modified: u64, changed: u64| {
            let number = |value| i64::try_from(value).expect("before 2262");
            Times { modified: number(modified), changed: number(changed) }
        };
        let fine = times(second + 1, 0);
        assert_eq!(fine.vouching_at(at(second + 40_000_000)), None);
        assert_eq!(fine.vouching_at(at(second + 60_000_000)), Some(fine));
        let coarse = times(second, 0);
        assert_eq!(coarse.vouching_at(at(second + SECOND.unsigned_abs())), None, "a coarse clock");
        assert_eq!(coarse.vouching_at(at(second + 3 * SECOND.unsigned_abs())), Some(coarse));
        let moved = times(1, second + 1);
        assert_eq!(moved.vouching_at(at(second + 40_000_000)), None, "the later time counts");
        assert_eq!(times(second + 9, 0).vouching_at(at(second)), None, "from the future");
    }
}
