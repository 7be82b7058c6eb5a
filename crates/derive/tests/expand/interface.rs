/// What plays can be paused.
#[derive(Interface)]
#[interface(
    name = "pausable",
    version = "1.0.0",
    title = "Pausable",
    entities(Player as E),
    actions(Pause<E>),
    events(Paused<E>),
    channels(Remote<E>)
)]
pub struct Pausable<E>(PhantomData<E>);
