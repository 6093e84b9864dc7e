//! Whatever is done in whatever order, an ended session stays ended, and the store agrees with a model of ten lines.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use momfood_audit::Timestamp;
use momfood_jwt::{Device, MemorySessionStore, RefreshError, SessionId, SigningKey, Subject};
use proptest::prelude::*;
use tokio::runtime::Runtime;

use crate::support::{World, app, password, same_account};

#[derive(Clone, Debug)]
enum Step {
    SignIn {
        user: u8,
    },
    Refresh {
        token: prop::sample::Index,
    },
    Revoke {
        session: prop::sample::Index,
        by: u8,
    },
    RevokeAll {
        user: u8,
        keep: Option<prop::sample::Index>,
    },
    Disable {
        token: prop::sample::Index,
    },
    Wait {
        seconds: u64,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        3 => (0..3_u8).prop_map(|user| Step::SignIn { user }),
        8 => index().prop_map(|token| Step::Refresh { token }),
        2 => (index(), 0..3_u8).prop_map(|(session, by)| Step::Revoke { session, by }),
        1 => (0..3_u8, prop::option::of(index())).prop_map(|(user, keep)| Step::RevokeAll { user, keep }),
        1 => index().prop_map(|token| Step::Disable { token }),
        4 => prop_oneof![0..40_u64, Just(86_400), Just(700_000)].prop_map(|seconds| Step::Wait { seconds }),
    ]
}

/// One session as the model sees it: time in seconds, generation by count.
#[derive(Clone, Copy)]
struct Modelled {
    user: u8,
    generation: u32,
    rotated_at: u64,
    used_at: u64,
    opened_at: u64,
}

struct Issued {
    session: SessionId,
    generation: u32,
    text: String,
}

#[derive(Default)]
struct Model {
    now: u64,
    live: HashMap<SessionId, Modelled>,
    ended: BTreeSet<SessionId>,
}

impl Model {
    fn expire(&mut self) {
        let over =
            |session: &Modelled| self.now >= session.used_at + 604_800 || self.now >= session.opened_at + 2_592_000;
        let ended: Vec<SessionId> = self
            .live
            .iter()
            .filter(|(_, session)| over(session))
            .map(|(id, _)| *id)
            .collect();
        ended.iter().for_each(|id| self.end(id));
    }

    fn end(&mut self, id: &SessionId) {
        self.live.remove(id);
        self.ended.insert(*id);
    }

    /// The code of the expected answer, and the generation of the next token.
    fn refresh(&mut self, id: &SessionId, presented: u32) -> Result<u32, &'static str> {
        let now = self.now;
        let session = self.live.get_mut(id).ok_or("session_ended")?;
        match session.generation - presented {
            0 => {
                session.generation += 1;
                (session.rotated_at, session.used_at) = (now, now);
                Ok(session.generation)
            }
            1 if now - session.rotated_at <= 30 => Ok(session.generation),
            _ => {
                self.end(id);
                Err("refresh_token_reused")
            }
        }
    }
}

fn user(number: u8) -> Subject {
    Subject::new(&format!("user-{number}")).unwrap()
}

async fn run(steps: Vec<Step>) {
    let world = World::with(
        SigningKey::generate_hs256().unwrap(),
        Arc::new(MemorySessionStore::new()),
    );
    let (mut model, mut issued) = (
        Model {
            now: crate::support::NOW,
            ..Model::default()
        },
        Vec::<Issued>::new(),
    );
    for step in steps {
        model.expire();
        let at = |index: &prop::sample::Index| (!issued.is_empty()).then(|| &issued[index.index(issued.len())]);
        match &step {
            Step::SignIn { user: number } => {
                // The cap has a law of its own; here no session ends by it.
                if model.live.values().filter(|session| session.user == *number).count() >= 10 {
                    continue;
                }
                let pair = world
                    .service
                    .sign_in(&user(*number), &app("customer"), &Device::new(), password())
                    .await
                    .unwrap();
                let now = model.now;
                let session = Modelled {
                    user: *number,
                    generation: 0,
                    rotated_at: 0,
                    used_at: now,
                    opened_at: now,
                };
                model.live.insert(*pair.session_id(), session);
                issued.push(Issued {
                    session: *pair.session_id(),
                    generation: 0,
                    text: pair.refresh_token().to_owned(),
                });
            }
            Step::Refresh { token } => {
                let Some(token) = at(token) else { continue };
                let expected = model.refresh(&token.session, token.generation);
                let answer = world.refresh(&token.text).await;
                assert_eq!(
                    answer.as_ref().map(|_| ()).map_err(RefreshError::code),
                    expected.map(|_| ())
                );
                if let (Ok(pair), Ok(generation)) = (answer, expected) {
                    let next = world.service.inspect_refresh(pair.refresh_token()).unwrap();
                    assert_eq!((next.generation(), next.session_id()), (generation, token.session));
                    issued.push(Issued {
                        session: next.session_id(),
                        generation,
                        text: pair.refresh_token().to_owned(),
                    });
                }
            }
            Step::Revoke { session, by } => {
                let Some(id) = at(session).map(|token| token.session) else {
                    continue;
                };
                let own = model.live.get(&id).is_some_and(|session| session.user == *by);
                assert_eq!(world.service.revoke(&user(*by), &id).await.unwrap(), own);
                if own {
                    model.end(&id);
                }
            }
            Step::RevokeAll { user: number, keep } => {
                let keep = keep.as_ref().and_then(at).map(|token| token.session);
                let mut ended: Vec<SessionId> = Vec::new();
                for (id, session) in &model.live {
                    if session.user == *number && Some(*id) != keep {
                        ended.push(*id);
                    }
                }
                let count = world.service.revoke_all(&user(*number), keep.as_ref()).await.unwrap();
                assert_eq!(count, ended.len());
                ended.iter().for_each(|id| model.end(id));
            }
            Step::Disable { token } => {
                let Some(token) = at(token) else { continue };
                let id = token.session;
                let disabled = async |_: Subject| Ok(None);
                let error = world
                    .service
                    .refresh(&token.text, &Device::new(), disabled)
                    .await
                    .unwrap_err();
                assert!(matches!(error, RefreshError::AccountDisabled));
                if model.live.contains_key(&id) {
                    model.end(&id);
                }
            }
            Step::Wait { seconds } => {
                model.now += seconds;
                world.hand.set(Timestamp::from_secs(model.now));
            }
        }
        model.expire();
        for number in 0..3 {
            let listed = world.service.sessions(&user(number)).await.unwrap();
            let listed: BTreeSet<SessionId> = listed.iter().map(|session| session.id).collect();
            assert!(
                listed.is_disjoint(&model.ended),
                "an ended session is back after {step:?}"
            );
            let live = model.live.iter().filter(|(_, session)| session.user == number);
            assert_eq!(listed, live.map(|(id, _)| *id).collect(), "after {step:?}");
        }
    }
    // At last, no token of an ended session gets anything.
    for token in issued.iter().filter(|token| model.ended.contains(&token.session)) {
        let answer = world.service.refresh(&token.text, &Device::new(), same_account).await;
        assert!(matches!(answer, Err(RefreshError::SessionEnded)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_sequence_of_steps_brings_an_ended_session_back(steps in prop::collection::vec(step(), 1..60)) {
        Runtime::new().unwrap().block_on(run(steps));
    }
}
