//! States that a process has at hand.

use std::time::Duration;

use http::StatusCode;

use crate::support::{Settings, World};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_state_at_hand_is_asked_for_again_when_it_is_too_old() {
    let world = World::start().await;
    let reader = world.process(|cx, _| async move {
        let settings = cx.state::<Settings>().get_cached(MINUTE).await?;
        cx.logger().info(format!("{settings:?}"));
        assert_eq!(settings.is_some(), cx.state::<Settings>().get().await?.is_some());
        Ok(())
    });
    let writer = world.process(|cx, text| async move {
        cx.state::<Settings>().set(&Settings { text }).await?;
        Ok(())
    });
    for (id, status) in [("a", StatusCode::OK), ("b", StatusCode::OK)] {
        assert_eq!(reader.deliver(id).await, status);
    }
    assert_eq!(reader.host.take_requests(), 3, "one for both that want it at hand, and one each");

    assert_eq!(writer.deliver("new").await, StatusCode::OK);
    assert_eq!(reader.deliver("c").await, StatusCode::INTERNAL_SERVER_ERROR, "it is not known here yet");
    world.clock.advance(MINUTE + Duration::from_millis(1));
    assert_eq!(reader.deliver("d").await, StatusCode::OK);
}

#[tokio::test]
async fn what_a_process_writes_itself_counts_at_once() {
    let world = World::start().await;
    let process = world.process(|cx, _| async move {
        let state = cx.state::<Settings>();
        let text = async |age| Ok::<_, botpress_sdk::Error>(state.get_cached(age).await?.map(|settings| settings.text));
        assert_eq!(text(MINUTE).await?, None);
        state.set(&Settings { text: "set".to_owned() }).await?;
        assert_eq!(text(MINUTE).await?.as_deref(), Some("set"));
        state.patch(&serde_json::json!({ "text": "patched" })).await?;
        assert_eq!(text(MINUTE).await?.as_deref(), Some("patched"));
        state.clear().await?;
        assert_eq!(text(MINUTE).await?, None);
        let kept = state.get_or_set(&Settings { text: "kept".to_owned() }).await?;
        assert_eq!(Some(kept.text), text(MINUTE).await?);
        Ok(())
    });
    assert_eq!(process.deliver("a").await, StatusCode::OK);
    assert_eq!(process.host.take_requests(), 5, "one read, and what was written");
}
