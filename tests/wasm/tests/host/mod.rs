//! Runs a module as its border says (`crates/wasm/ABI.md`), without anything of the SDK: whatever the two agree on by accident
//! shows here.

use std::{collections::BTreeMap, env, fs, path::PathBuf};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use wasmi::{Caller, Engine, Error, Extern, ExternType, Instance, Linker, Memory, Module, Store, Val};

const WASI: &str = "wasi_snapshot_preview1";
/// 2026-01-01T00:00:00Z.
pub(crate) const START_SECONDS: u64 = 1_767_225_600;
const ENOSYS: i32 = 52;

/// A compiled module.
pub(crate) struct Compiled {
    engine: Engine,
    module: Module,
}

impl Compiled {
    /// The module `name`; `None`, after a line that says so, when no modules were built. `.ci/wasm` builds them.
    pub(crate) fn load(name: &str) -> Option<Self> {
        let Some(folder) = env::var_os("BOTPRESS_WASM_MODULES") else {
            println!("skipped: BOTPRESS_WASM_MODULES names no folder with modules; `.ci/wasm` builds them");
            return None;
        };
        let path = PathBuf::from(folder).join(name).with_extension("wasm");
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let engine = Engine::default();
        let module = Module::new(&engine, bytes).unwrap();
        Some(Self { engine, module })
    }

    /// A new instance, not initialised yet.
    pub(crate) fn instantiate(&self) -> Running {
        let mut store = Store::new(&self.engine, World::default());
        let instance = linker(&self.engine, &self.module).instantiate_and_start(&mut store, &self.module).unwrap();
        let memory = instance.get_memory(&store, "memory").unwrap();
        let mut running = Running { store, instance, memory };
        if running.instance.get_func(&running.store, "_initialize").is_some() {
            running.run("_initialize", &[]).unwrap();
        }
        assert_eq!(running.number("bp_abi_version", &[]), 1);
        running
    }

    /// A new instance with this environment.
    pub(crate) fn start(&self, env: &Value) -> Running {
        let mut running = self.instantiate();
        assert_eq!(running.init(env), 1, "{:?}", running.log());
        running
    }
}

/// A head and a body.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Frame {
    pub(crate) head: Value,
    pub(crate) body: Vec<u8>,
}

impl Frame {
    pub(crate) fn new(head: Value, body: impl Into<Vec<u8>>) -> Self {
        Self { head, body: body.into() }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn read(bytes: &[u8]) -> Self {
        let (length, rest) = bytes.split_at(4);
        let (head, body) = rest.split_at(u32::from_le_bytes(length.try_into().unwrap()) as usize);
        Self::new(serde_json::from_slice(head).unwrap(), body)
    }

    fn write(&self) -> Vec<u8> {
        let head = self.head.to_string();
        [&u32::try_from(head.len()).unwrap().to_le_bytes(), head.as_bytes(), &self.body].concat()
    }
}

/// What the module asked for.
#[derive(Default)]
struct World {
    operations: Vec<(u32, Frame)>,
    cancelled: Vec<u32>,
    answers: BTreeMap<u32, Frame>,
    log: Vec<Value>,
    ticks: u64,
    random: u8,
}

/// One instance of a module.
pub(crate) struct Running {
    store: Store<World>,
    instance: Instance,
    memory: Memory,
}

impl Running {
    pub(crate) fn init(&mut self, env: &Value) -> i32 {
        let (ptr, length) = self.write(&Frame::new(json!({ "env": env }), ""));
        self.number("bp_init", &[ptr, length])
    }

    /// A call, as the platform makes it.
    pub(crate) fn call(&mut self, call: i32, operation: &str, body: impl Into<Vec<u8>>) -> Result<(), Error> {
        let configuration = BASE64_STANDARD.encode("{}");
        let headers = json!([
            ["x-bot-id", "bot"],
            ["x-bot-user-id", "user"],
            ["x-integration-id", "integration"],
            ["x-integration-alias", "alias"],
            ["x-webhook-id", "webhook"],
            ["x-bp-operation", operation],
            ["x-bp-configuration", configuration],
        ]);
        let head = json!({ "method": "POST", "path": "/", "query": "", "headers": headers });
        let (ptr, length) = self.write(&Frame::new(head, body));
        self.run("bp_handle", &[call, ptr, length])
    }

    /// A call of an action.
    pub(crate) fn action(&mut self, call: i32, name: &str, input: &Value) -> Result<(), Error> {
        self.call(call, "action_triggered", json!({ "type": name, "input": input }).to_string())
    }

    /// Answers an operation.
    pub(crate) fn resolve(&mut self, operation: u32, answer: &Frame) -> Result<(), Error> {
        let (ptr, length) = self.write(answer);
        self.run("bp_resolve", &[operation.cast_signed(), ptr, length])
    }

    /// The answer to a call, once.
    pub(crate) fn answer(&mut self, call: u32) -> Option<Frame> {
        self.store.data_mut().answers.remove(&call)
    }

    /// The operations of this kind that were started since this was last asked.
    pub(crate) fn operations(&mut self, kind: &str) -> Vec<(u32, Frame)> {
        let operations = &mut self.store.data_mut().operations;
        let (asked, others) = std::mem::take(operations).into_iter().partition(|(_, frame)| frame.head["op"] == kind);
        *operations = others;
        asked
    }

    /// The operations that were cancelled since this was last asked.
    pub(crate) fn cancelled(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.store.data_mut().cancelled)
    }

    pub(crate) fn log(&self) -> &[Value] {
        &self.store.data().log
    }

    fn write(&mut self, frame: &Frame) -> (i32, i32) {
        let bytes = frame.write();
        let length = i32::try_from(bytes.len()).unwrap();
        let ptr = self.number("bp_alloc", &[length]);
        self.memory.write(&mut self.store, ptr.cast_unsigned() as usize, &bytes).unwrap();
        (ptr, length)
    }

    fn run(&mut self, name: &str, arguments: &[i32]) -> Result<(), Error> {
        self.invoke(name, arguments, &mut [])
    }

    fn number(&mut self, name: &str, arguments: &[i32]) -> i32 {
        let mut result = [Val::I32(0)];
        self.invoke(name, arguments, &mut result).unwrap();
        result[0].i32().unwrap()
    }

    fn invoke(&mut self, name: &str, arguments: &[i32], results: &mut [Val]) -> Result<(), Error> {
        let function = self.instance.get_func(&self.store, name).unwrap_or_else(|| panic!("{name} is not exported"));
        let arguments: Vec<Val> = arguments.iter().copied().map(Val::I32).collect();
        function.call(&mut self.store, &arguments, results)
    }
}

fn linker(engine: &Engine, module: &Module) -> Linker<World> {
    let mut linker = Linker::new(engine);
    linker
        .func_wrap("botpress", "host_call", |mut caller: Caller<'_, World>, op: u32, ptr: u32, length: u32| {
            let frame = frame(&caller, ptr, length);
            caller.data_mut().operations.push((op, frame));
        })
        .unwrap();
    linker
        .func_wrap("botpress", "cancel", |mut caller: Caller<'_, World>, op: u32| {
            caller.data_mut().cancelled.push(op);
        })
        .unwrap();
    linker
        .func_wrap("botpress", "respond", |mut caller: Caller<'_, World>, call: u32, ptr: u32, length: u32| {
            let frame = frame(&caller, ptr, length);
            let before = caller.data_mut().answers.insert(call, frame);
            assert!(before.is_none(), "the call {call} was answered twice");
        })
        .unwrap();
    linker
        .func_wrap("botpress", "log", |mut caller: Caller<'_, World>, ptr: u32, length: u32| {
            let record = frame(&caller, ptr, length).head;
            caller.data_mut().log.push(record);
        })
        .unwrap();
    wasi(&mut linker, module);
    linker
}

/// What a module needs of WASI: a clock that moves at each look, and bytes that count up.
fn wasi(linker: &mut Linker<World>, module: &Module) {
    linker
        .func_wrap(WASI, "clock_time_get", |mut caller: Caller<'_, World>, _: i32, _: i64, ptr: u32| {
            caller.data_mut().ticks += 1;
            let nanoseconds = START_SECONDS * 1_000_000_000 + caller.data().ticks;
            memory(&caller).write(&mut caller, ptr as usize, &nanoseconds.to_le_bytes()).unwrap();
            0
        })
        .unwrap();
    linker
        .func_wrap(WASI, "random_get", |mut caller: Caller<'_, World>, ptr: u32, length: u32| {
            for offset in 0..length {
                let random = &mut caller.data_mut().random;
                *random = random.wrapping_add(1);
                let byte = [*random];
                memory(&caller).write(&mut caller, (ptr + offset) as usize, &byte).unwrap();
            }
            0
        })
        .unwrap();
    for import in module.imports().filter(|import| import.module() == WASI) {
        if let ExternType::Func(kind) = import.ty() {
            let name = import.name().to_owned();
            let answer = move |_: Caller<'_, World>, _: &[Val], results: &mut [Val]| {
                let Some(result) = results.first_mut() else {
                    return Err(Error::new(format!("the module ended itself: {name}")));
                };
                *result = Val::I32(ENOSYS);
                Ok(())
            };
            // Those above are there already, which is what this error says.
            let _ = linker.func_new(WASI, import.name(), kind.clone(), answer);
        }
    }
}

fn frame(caller: &Caller<'_, World>, ptr: u32, length: u32) -> Frame {
    let (start, length) = (ptr as usize, length as usize);
    Frame::read(&memory(caller).data(caller)[start..start + length])
}

fn memory(caller: &Caller<'_, World>) -> Memory {
    caller.get_export("memory").and_then(Extern::into_memory).unwrap()
}
