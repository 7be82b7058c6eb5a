//! The border of the module: imports, and what the exports of [`export!`](crate::export) call.
#![allow(unsafe_code, reason = "calling an import is unsafe")]

use std::{cell::RefCell, sync::Arc};

use botpress_core::{Env, Integration, Result};

use crate::{
    buffers::Buffers,
    imports::Imports,
    module::{Module, log_error},
};

mod import {
    #[link(wasm_import_module = "botpress")]
    unsafe extern "C" {
        pub(super) fn host_call(op: u32, frame: *const u8, length: usize);
        pub(super) fn respond(call: u32, frame: *const u8, length: usize);
        pub(super) fn log(frame: *const u8, length: usize);
        // Memory is not touched: nothing can go wrong.
        pub(super) safe fn cancel(op: u32);
    }
}

thread_local! {
    static BUFFERS: RefCell<Buffers> = RefCell::default();
    static MODULE: RefCell<Option<Module>> = const { RefCell::new(None) };
}

/// The address of a buffer for a frame.
pub fn alloc(length: usize) -> *mut u8 {
    BUFFERS.with_borrow_mut(|buffers| buffers.allocate(length))
}

/// Makes the integration; 1 when it is there, 0 after a line in the log that says why not.
pub fn init<I: Integration>(frame: *const u8, length: usize, new: impl FnOnce(&Env) -> Result<I>) -> u32 {
    // A panic ends the instance: the log is all that can still say why.
    std::panic::set_hook(Box::new(|panic| log_error(&Wasm, format!("the integration {panic}"))));
    let module = Module::new(Arc::new(Wasm), take(frame, length), new);
    MODULE.with_borrow_mut(|current| {
        *current = module;
        u32::from(current.is_some())
    })
}

/// Takes a call.
pub fn handle(call: u32, frame: *const u8, length: usize) {
    let frame = take(frame, length);
    with_module(|module| module.handle(call, frame));
}

/// Takes the answer to an operation.
pub fn resolve(op: u32, frame: *const u8, length: usize) {
    let frame = take(frame, length);
    with_module(|module| module.resolve(op, frame));
}

fn take(frame: *const u8, length: usize) -> bytes::Bytes {
    BUFFERS.with_borrow_mut(|buffers| buffers.take(frame, length))
}

fn with_module(run: impl FnOnce(&mut Module)) {
    MODULE.with_borrow_mut(|module| match module {
        Some(module) => run(module),
        None => panic!("it was called before bp_init succeeded"),
    });
}

/// The imports of the module.
struct Wasm;

impl Imports for Wasm {
    fn host_call(&self, op: u32, frame: &[u8]) {
        // SAFETY: the import reads these bytes before it returns and keeps no pointer; they are borrowed until then.
        unsafe { import::host_call(op, frame.as_ptr(), frame.len()) }
    }

    fn cancel(&self, op: u32) {
        import::cancel(op);
    }

    fn respond(&self, call: u32, frame: &[u8]) {
        // SAFETY: as in `host_call`.
        unsafe { import::respond(call, frame.as_ptr(), frame.len()) }
    }

    fn log(&self, frame: &[u8]) {
        // SAFETY: as in `host_call`.
        unsafe { import::log(frame.as_ptr(), frame.len()) }
    }
}
