//! The native host of botpress-sdk: HTTP in and out, limits, graceful stop.
