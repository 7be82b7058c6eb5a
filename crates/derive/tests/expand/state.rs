#[derive(State)]
#[state(conversation, name = "thread")]
pub struct LastThread {
    ts: Text,
}
