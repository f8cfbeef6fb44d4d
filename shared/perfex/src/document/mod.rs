//! Invoices, estimates and credit notes.

mod addresses;
mod calls;
mod kind;
mod line;
mod new;
mod read;
pub mod status;
mod update;

pub use addresses::Addresses;
pub use calls::ListedPage;
pub use kind::DocumentKind;
pub use line::NewLine;
pub use new::NewDocument;
pub use read::{Document, DocumentRow, Item, PaymentRow};
pub use update::UpdateDocument;
