//! The WebAssembly host of botpress-sdk: an integration as a module that answers calls.
//!
//! Authors write one line, [`export!`], and compile their library for `wasm32-wasip1`. What follows is for whoever runs such a
//! module.
#![doc = include_str!("../ABI.md")]

#[path = "private.rs"]
#[doc(hidden)]
pub mod __private;
#[cfg(target_arch = "wasm32")]
mod abi;
#[cfg(any(target_arch = "wasm32", test))]
mod buffers;
#[cfg(any(target_arch = "wasm32", test))]
mod executor;
#[cfg(any(target_arch = "wasm32", test))]
mod frame;
#[cfg(any(target_arch = "wasm32", test))]
mod host;
#[cfg(any(target_arch = "wasm32", test))]
mod http;
#[cfg(any(target_arch = "wasm32", test))]
mod imports;
#[cfg(any(target_arch = "wasm32", test))]
mod module;
#[cfg(any(target_arch = "wasm32", test))]
mod operations;

/// Makes the library a module for Botpress Cloud when it is compiled for WebAssembly.
///
/// It takes what `run` takes: a function from the environment to the integration. On other targets the function's type is
/// checked and nothing is exported, so the line needs no `cfg`. Once per module.
///
/// ```
/// # use botpress_core::{Context, Env, Integration, Lifecycle, Result, BoxFuture, operation::{Operation, Reply}};
/// # use botpress_core::definition::{DefinitionErrors, IntegrationDefinition};
/// # pub struct Hello;
/// # impl Integration for Hello {
/// #     const NAME: &'static str = "hello";
/// #     type Configuration = ();
/// #     type UserTags = ();
/// #     fn definition() -> Result<IntegrationDefinition, DefinitionErrors> { unimplemented!() }
/// #     fn dispatch<'a>(&'a self, _: &'a Context<Self>, _: Operation) -> BoxFuture<'a, Result<Reply>> { unimplemented!() }
/// # }
/// # impl Lifecycle for Hello {}
/// impl Hello {
///     pub fn new(_: &Env) -> Result<Self> {
///         Ok(Hello)
///     }
/// }
///
/// botpress_wasm::export!(Hello::new);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! export {
    ($new:expr $(,)?) => {
        const _: () = {
            #[cfg(target_arch = "wasm32")]
            #[unsafe(no_mangle)]
            extern "C" fn bp_abi_version() -> u32 {
                $crate::__private::ABI_VERSION
            }

            #[cfg(target_arch = "wasm32")]
            #[unsafe(no_mangle)]
            extern "C" fn bp_alloc(length: usize) -> *mut u8 {
                $crate::__private::alloc(length)
            }

            #[cfg(target_arch = "wasm32")]
            #[unsafe(no_mangle)]
            extern "C" fn bp_init(frame: *const u8, length: usize) -> u32 {
                $crate::__private::init(frame, length, $new)
            }

            #[cfg(target_arch = "wasm32")]
            #[unsafe(no_mangle)]
            extern "C" fn bp_handle(call: u32, frame: *const u8, length: usize) {
                $crate::__private::handle(call, frame, length)
            }

            #[cfg(target_arch = "wasm32")]
            #[unsafe(no_mangle)]
            extern "C" fn bp_resolve(op: u32, frame: *const u8, length: usize) {
                $crate::__private::resolve(op, frame, length)
            }

            #[cfg(not(target_arch = "wasm32"))]
            #[allow(dead_code)]
            fn check() {
                $crate::__private::check($new)
            }
        };
    };
}
