//! What became of a request, as the store is answered and as the log tells it.

use metrics::{Figures, Metric};

use crate::response::Response;

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its hint is on the queue.
    Queued,
    /// WooCommerce's ping: nothing follows from it.
    Ping,
    /// Signed, and about something on which we do not act.
    TopicNotNeeded,
    /// Signed, and it names no resource: what it was about was gone by the time of the delivery.
    NoId,
    /// No signature, a wrong one, or a store that does not exist. Nobody is told which.
    Unauthorized,
    /// Larger than any order.
    TooLarge,
    /// The body is not what the gateway says it is.
    BodyUnreadable,
    /// Not `POST`.
    MethodNotAllowed,
    /// No such path.
    NotFound,
    /// The queue did not take the hint.
    NotQueued,
    /// The webhook secrets could not be read, not even once.
    SecretsUnreadable,
}

impl Outcome {
    /// Its name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Ping => "ping",
            Self::TopicNotNeeded => "topic_not_needed",
            Self::NoId => "no_id",
            Self::Unauthorized => "unauthorized",
            Self::TooLarge => "too_large",
            Self::BodyUnreadable => "body_unreadable",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::NotFound => "not_found",
            Self::NotQueued => "not_queued",
            Self::SecretsUnreadable => "secrets_unreadable",
        }
    }

    /// Counts what CloudWatch cannot count by itself. What was taken shows in the queue's figures,
    /// and what failed in the API's.
    pub fn count(self, figures: &mut Figures) {
        if self == Self::Unauthorized {
            figures.add(Metric::SignatureFailures, 1);
        }
    }

    /// The answer. What we do not need gets 200 like what we do: any other answer counts towards
    /// the failures after which WooCommerce switches the webhook off.
    pub fn response(self) -> Response {
        match self {
            Self::Queued => Response::new(200, "queued"),
            Self::Ping => Response::new(200, "ping"),
            Self::TopicNotNeeded | Self::NoId => Response::new(200, "nothing to do"),
            Self::Unauthorized => Response::new(401, "Unauthorized"),
            Self::TooLarge => Response::new(413, "Content Too Large"),
            Self::BodyUnreadable => Response::new(400, "Bad Request"),
            Self::MethodNotAllowed => Response::method_not_allowed(),
            Self::NotFound => Response::new(404, "Not Found"),
            Self::NotQueued | Self::SecretsUnreadable => Response::new(503, "Service Unavailable"),
        }
    }
}
