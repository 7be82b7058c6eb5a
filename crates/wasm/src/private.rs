//! What [`export!`](crate::export) expands to.

use botpress_core::{Env, Integration, Result};

#[cfg(target_arch = "wasm32")]
pub use crate::abi::{alloc, handle, init, resolve};

/// The version of the border between a module and who runs it.
pub const ABI_VERSION: u32 = 1;

/// Natively, the constructor is only checked.
pub fn check<I: Integration>(_: impl FnOnce(&Env) -> Result<I>) {}
