//! Times as the API writes them.

use std::time::SystemTime;

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// A time in ISO 8601, UTC, with milliseconds: `2026-11-22T06:41:43.000Z`.
#[must_use]
pub fn iso8601(time: SystemTime) -> String {
    let time = OffsetDateTime::from(time);
    let (date, (hour, minute, second, milli)) = (time.date(), time.to_hms_milli());
    let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

/// The time that [`iso8601`] wrote, or another of ISO 8601 with an offset; `None` when it is none.
#[must_use]
pub fn parse_iso8601(text: &str) -> Option<SystemTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok().map(SystemTime::from)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_have_milliseconds_and_are_utc() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_767_225_600_042);
        assert_eq!(iso8601(time), "2026-01-01T00:00:00.042Z");
        assert_eq!(parse_iso8601("2026-01-01T00:00:00.042Z"), Some(time));
        assert_eq!(parse_iso8601("2026-01-01T02:00:00.042+02:00"), Some(time));
        assert_eq!(parse_iso8601("tomorrow"), None);
    }
}
