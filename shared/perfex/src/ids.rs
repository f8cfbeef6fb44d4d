//! Perfex's ids, each a type of its own.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A client (`clients.userid`), which the API calls a customer.
    ClientId
);
id!(
    /// A contact of a client (`contacts.id`).
    ContactId
);
id!(
    /// An invoice, an estimate or a credit note: which one, its [`DocumentKind`](crate::DocumentKind) says.
    DocumentId
);
id!(
    /// A line of a document (`itemable.id`).
    ItemId
);
