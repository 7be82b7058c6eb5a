#[derive(Integration)]
#[integration(
    name = "house",
    version = "0.1.0",
    channels(TvRemote),
    actions(PauseTv),
    events(TvPaused),
    entities(Radio, Tv),
    interfaces(
        Typing,
        Pausable<Radio>(Pause(title = "Pause the radio", billable = true) as "pauseRadio"),
        Pausable<Tv>(Pause as PauseTv, Paused as TvPaused, Remote as TvRemote),
    )
)]
struct House;
