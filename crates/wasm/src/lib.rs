//! The WebAssembly host of botpress-sdk.
