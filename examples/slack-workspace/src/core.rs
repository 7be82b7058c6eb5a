//! What the parts of a running workspace share.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::{mpsc, watch};

use crate::{
    DeliveryFailure, Failure,
    chaos::Reign,
    delivery::{Errand, Parcel},
    faults::Faults,
    happening::Journal,
    model::{Effect, Model},
    sockets::Sockets,
};

#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) settings: Settings,
    pub(crate) journal: Arc<Journal>,
    /// Calls of the Web API that fail.
    pub(crate) faults: Faults<Failure>,
    /// Deliveries that fail.
    pub(crate) delivery_faults: Faults<DeliveryFailure>,
    pub(crate) chaos: Reign,
    pub(crate) sockets: Sockets,
    /// Its sender is gone when the workspace is.
    pub(crate) closing: watch::Receiver<()>,
    model: Mutex<Model>,
    /// All events that were ever sent.
    events: Mutex<Vec<Arc<Parcel>>>,
    errands: mpsc::UnboundedSender<Errand>,
}

#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) retry_delays: [Duration; 3],
    pub(crate) answer_within: Duration,
    pub(crate) bot_token: Secret,
    pub(crate) signing_secret: Secret,
}

/// A text that is not printed.
pub(crate) struct Secret(pub(crate) String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Core {
    pub(crate) fn new(
        settings: Settings,
        model: Model,
        errands: mpsc::UnboundedSender<Errand>,
        closing: watch::Receiver<()>,
    ) -> Self {
        Self {
            settings,
            journal: Arc::default(),
            faults: Faults::default(),
            delivery_faults: Faults::default(),
            chaos: Reign::default(),
            sockets: Sockets::default(),
            closing,
            model: Mutex::new(model),
            events: Mutex::default(),
            errands,
        }
    }

    /// The model, to look at.
    pub(crate) fn model(&self) -> MutexGuard<'_, Model> {
        lock(&self.model)
    }

    /// Changes the model. What that causes is told to the watchers and sent to the apps, in the order of the changes.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Model) -> T) -> T {
        let mut model = lock(&self.model);
        let result = change(&mut model);
        for effect in model.take_effects() {
            match effect {
                Effect::Happened(happening) => self.journal.record(*happening),
                Effect::Deliver(parcel) => {
                    let parcel = Arc::new(*parcel);
                    if parcel.is_event() {
                        lock(&self.events).push(parcel.clone());
                    }
                    self.run(Errand::Deliver(parcel));
                }
                Effect::Verify { app, url } => self.run(Errand::Verify { app, url }),
            }
        }
        result
    }

    /// The event with this id.
    pub(crate) fn event(&self, id: &str) -> Option<Arc<Parcel>> {
        lock(&self.events).iter().find(|event| event.id == id).cloned()
    }

    fn run(&self, errand: Errand) {
        // Fails only when the workspace is closing, and then nobody waits for it.
        let _closing = self.errands.send(errand);
    }
}

/// A panic while the lock was held is reported where it happened; the data is whole at every step.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
