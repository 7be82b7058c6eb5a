#[derive(Interface)]
#[interface(name = "typing", version = "1.0.0", actions(Start, Stop))]
struct Typing;
