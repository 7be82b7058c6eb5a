//! The core of botpress-sdk: definition, schema dialect, traits, context and dispatch.
