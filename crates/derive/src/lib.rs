//! The derives of botpress-sdk.
