//! Moments: as folder names sort them, and as the clock on the wall shows them.
//!
//! What is stored is universal time; what people see is the machine's time zone, as it was in force on
//! that day.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Local, NaiveDateTime, TimeZone, Utc};

/// A moment in the machine's time zone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WallTime {
    /// "2026-11-21"; empty when the moment is unknown.
    pub date: String,
    /// "14:03"; empty when the moment is unknown.
    pub time: String,
    /// Midnights passed since: 0 is today, 1 yesterday; negative when the clock was set back.
    pub days_ago: i64,
}

/// Seconds since 1970.
pub fn now_s() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |passed| passed.as_secs())
}

/// `YYYYMMDD-HHMMSS` in universal time, from seconds since 1970: sorts by time wherever it is read.
pub fn stamp(at_s: u64) -> String {
    moment(&Utc, at_s).map_or_else(|| at_s.to_string(), |at| at.format("%Y%m%d-%H%M%S").to_string())
}

/// The moment, in seconds since 1970, of a name that begins with a [`stamp`].
pub fn of_stamp(name: &str) -> Option<u64> {
    let at = NaiveDateTime::parse_from_str(name.get(..15)?, "%Y%m%d-%H%M%S").ok()?;
    u64::try_from(at.and_utc().timestamp()).ok()
}

/// A moment in seconds since 1970 as the clock on the wall showed it; 0 is unknown.
pub fn wall_time(at_s: u64) -> WallTime {
    wall_time_in(&Local, at_s, now_s())
}

fn wall_time_in<Z: TimeZone>(zone: &Z, at_s: u64, now_s: u64) -> WallTime
where
    Z::Offset: std::fmt::Display,
{
    let (Some(at), Some(now)) = (moment(zone, at_s), moment(zone, now_s)) else {
        return WallTime::default();
    };
    if at_s == 0 {
        return WallTime::default();
    }
    WallTime {
        date: at.format("%Y-%m-%d").to_string(),
        time: at.format("%H:%M").to_string(),
        days_ago: (now.date_naive() - at.date_naive()).num_days(),
    }
}

fn moment<Z: TimeZone>(zone: &Z, at_s: u64) -> Option<DateTime<Z>> {
    zone.timestamp_opt(i64::try_from(at_s).ok()?, 0).single()
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;

    use super::*;

    #[test]
    fn stamps_are_dates() {
        assert_eq!(stamp(0), "19700101-000000");
        assert_eq!(stamp(951_782_399), "20000228-235959");
        assert_eq!(stamp(951_782_400), "20000229-000000");
        assert_eq!(stamp(1_795_225_323), "20261121-014203");
        assert_eq!(of_stamp("20261121-014203-4711"), Some(1_795_225_323));
        assert_eq!(of_stamp("my notes, which are long"), None);
    }

    #[test]
    fn midnight_is_the_wall_clocks() {
        // 2026-11-21 01:42 universal time: still the evening before in New York, morning in Kolkata.
        let at = 1_795_225_323;
        let zone = |seconds| FixedOffset::east_opt(seconds).unwrap();
        let west = wall_time_in(&zone(-5 * 3600), at, at + 4 * 3600);
        assert_eq!(
            (west.date.as_str(), west.time.as_str(), west.days_ago),
            ("2026-11-20", "20:42", 1)
        );
        let east = wall_time_in(&zone(19_800), at, at + 4 * 3600);
        assert_eq!(
            (east.date.as_str(), east.time.as_str(), east.days_ago),
            ("2026-11-21", "07:12", 0)
        );
        assert_eq!(wall_time_in(&Utc, 0, at), WallTime::default());
        assert!(wall_time_in(&Utc, at, at - 86_400).days_ago < 0);
    }
}
