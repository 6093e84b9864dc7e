#![cfg_attr(fuzzing, no_main)]
//! Whatever text comes in, what an event keeps of it is bounded, harmless and stable, and an event survives JSON unchanged; whatever
//! JSON comes in, what is read of it obeys the same.

mod shim;

use momfood_audit::{Actor, Event, EventKind, Fields, Pii, Public, SafeText, Target, Value};

shim::fuzz!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);

    let safe = SafeText::new(&text);
    check_text(safe.as_str());
    assert_eq!(SafeText::new(safe.as_str()), safe, "neutralising is idempotent");
    if text.len() <= SafeText::MAX_BYTES && !text.contains(deceives) {
        assert_eq!(safe.as_str(), text, "harmless text stays as it is");
    }

    check_event(
        &Event::new(EventKind::MaliciousInput)
            .with_actor(Actor::user(&text))
            .with_target(Target::new(&text, &text))
            .with_session(&text)
            .with_request_id(&text)
            .with_field("public", Public(&text))
            .with_field("pii", Pii(&text)),
    );

    if let Ok(event) = serde_json::from_str::<Event>(&text) {
        check_event(&event);
    }
});

fn check_event(event: &Event) {
    let json = serde_json::to_string(event).expect("an event has a JSON form");
    assert!(!json.contains(deceives), "one harmless line: {json}");
    let back: Event = serde_json::from_str(&json).expect("what was written can be read");
    assert_eq!(&back, event);

    let mut bytes = 0;
    for (name, value) in event.fields().iter() {
        bytes += name.len();
        if let Value::Text(text) = value {
            check_text(text.as_str());
            bytes += text.as_str().len();
        }
    }
    assert!(event.fields().iter().count() <= Fields::MAX && bytes <= Fields::MAX_BYTES);
}

fn check_text(text: &str) {
    assert!(text.len() <= SafeText::MAX_BYTES + '…'.len_utf8());
    assert!(!text.contains(deceives), "{text:?}");
}

/// A line, a terminal or an eye; written down a second time, so that the law is not the code.
fn deceives(character: char) -> bool {
    let separators = ['\u{2028}', '\u{2029}'];
    let marks = ['\u{61c}', '\u{200e}', '\u{200f}', '\u{feff}'];
    let embeddings = '\u{202a}'..='\u{202e}';
    let isolates = '\u{2066}'..='\u{2069}';
    character.is_control()
        || separators.contains(&character)
        || marks.contains(&character)
        || embeddings.contains(&character)
        || isolates.contains(&character)
}
