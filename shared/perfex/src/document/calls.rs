//! Writing and finding documents.

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_json::Value;
use transport::Transport;
use uuid::Uuid;

use super::{Document, DocumentKind, DocumentRow, NewDocument, UpdateDocument};
use crate::classify::Answer;
use crate::{Client, Created, DocumentId, Error, Flavour, answer, pages, search_key};

/// A page of a list of documents.
#[derive(Debug, Clone)]
pub struct ListedPage {
    /// Its rows.
    pub rows: Vec<DocumentRow>,
    /// Whether none follows.
    pub is_last: bool,
}

impl<T: Transport> Client<T> {
    /// `POST {kind}`. Read the document back: Perfex stores sums as sent, and the read decides.
    ///
    /// With more variables than [`Client::max_form_variables`], 3.x gets JSON instead of a form;
    /// for 2.x that is [`Error::Unsendable`]: create [`NewDocument::fitting`] and update it.
    pub async fn create_document(
        &self,
        kind: DocumentKind,
        new: &NewDocument,
        key: Uuid,
    ) -> Result<Created, Error> {
        match self.create_with_lines(kind, new, "newitems", key).await {
            Err(Error::Validation { fields, message }) if self.wants_items(&fields, &message) => {
                // Some 3.x builds read the lines under another name. The refusal wrote nothing;
                // other bytes need another key, or the refusal would be replayed.
                let key = Uuid::new_v5(&key, b"items");
                self.create_with_lines(kind, new, "items", key).await
            }
            created => created,
        }
    }

    async fn create_with_lines(
        &self,
        kind: DocumentKind,
        new: &NewDocument,
        lines_key: &str,
        key: Uuid,
    ) -> Result<Created, Error> {
        let fields = new.create_fields(kind, lines_key)?;
        let answer = if fields.pairs().len() <= self.max_form_variables {
            self.create(kind.path(), &fields, key).await?
        } else if self.flavour() == Flavour::Themesic3 {
            self.create_json(kind.path(), &fields, key).await?
        } else {
            return Err(Error::Unsendable(format!(
                "{kind}: too many lines for one form"
            )));
        };
        answer.created(&kind.created_keys())
    }

    fn wants_items(
        &self,
        fields: &std::collections::BTreeMap<String, String>,
        message: &str,
    ) -> bool {
        let named = fields
            .keys()
            .any(|field| field.starts_with("newitems") || field.starts_with("items"));
        self.flavour() == Flavour::Themesic3 && (named || message.contains("newitems"))
    }

    /// `GET {kind}/{id}` with lines and payments; `None` when there is no such document.
    pub async fn document(
        &self,
        kind: DocumentKind,
        id: DocumentId,
    ) -> Result<Option<Document>, Error> {
        let answer = self.read(&[kind.path(), &id.to_string()], "").await?;
        let Some(value) = answer.record::<Value>()? else {
            return Ok(None);
        };
        let mut document: Document = answer::record(value)?;
        if document.id != id {
            return Err(answer::not_understood("another document than asked for"));
        }
        document.items.sort_by_key(|item| (item.order, item.id));
        Ok(Some(document))
    }

    /// `GET {kind}/search/{marker}`: documents whose `adminnote` contains the marker. A search
    /// may be hidden from the token: finding nothing is no proof of absence, see
    /// [`Client::documents_listed`].
    pub async fn documents_by_marker(
        &self,
        kind: DocumentKind,
        marker: &str,
    ) -> Result<Vec<DocumentRow>, Error> {
        let mut rows = self.documents_found(kind, marker).await?;
        rows.retain(|row| row.adminnote.contains(marker));
        Ok(rows)
    }

    /// `GET {kind}/search/{number}`: documents with exactly this number, of any year.
    pub async fn documents_by_number(
        &self,
        kind: DocumentKind,
        number: u32,
    ) -> Result<Vec<DocumentRow>, Error> {
        let answer = self
            .read(&[kind.path(), "search", &number.to_string()], "")
            .await?;
        let mut rows: Vec<DocumentRow> = rows_of(kind, answer)?;
        rows.retain(|row| row.number == Some(u64::from(number)));
        Ok(rows)
    }

    async fn documents_found(
        &self,
        kind: DocumentKind,
        text: &str,
    ) -> Result<Vec<DocumentRow>, Error> {
        match search_key::of(text) {
            Some(key) => rows_of(kind, self.read(&[kind.path(), "search", key], "").await?),
            None => Ok(Vec::new()),
        }
    }

    /// The list of documents, which proves an absence: 3.x those created on `created_since` or
    /// later, newest first; 2.x, which has no filter, all of them.
    pub async fn documents_listed(
        &self,
        kind: DocumentKind,
        created_since: Date,
    ) -> Result<Vec<DocumentRow>, Error> {
        if self.flavour() == Flavour::Themesic2 {
            return rows_of(kind, self.read(&[kind.path()], "").await?);
        }
        // A day earlier: whether the bound belongs to the list is not documented, and the host
        // has its own time zone.
        let after = created_since.yesterday().unwrap_or(created_since);
        let query = format!(
            "sort=-id&fields=id,number,date,adminnote,clientid,total,status&created_after={after}"
        );
        self.all_pages(kind.path(), &query).await
    }

    /// A page of all documents, the oldest first, from page 1 on: whoever takes page by page needs no
    /// room for the whole list. 2.x has no pages: its first one holds everything.
    pub async fn documents_page(
        &self,
        kind: DocumentKind,
        page: usize,
    ) -> Result<ListedPage, Error> {
        let (query, has_pages) = match self.flavour() {
            Flavour::Themesic2 => (String::new(), false),
            Flavour::Themesic3 => {
                let fields = "id,number,date,adminnote,clientid,total,status,currency,invoiceid,reference_no";
                let query = pages::query(page, &format!("sort=id&fields={fields}"));
                (query, true)
            }
        };
        let answer = self.read(&[kind.path()], &query).await?;
        let is_last = !has_pages || !pages::goes_on(&answer);
        let rows: Vec<DocumentRow> = rows_of(kind, answer)?;
        Ok(ListedPage {
            is_last: is_last || rows.is_empty(),
            rows,
        })
    }

    /// `PUT {kind}/{id}`: writes the whole document. [`Error::NothingChanged`] mostly means that
    /// it stood so already: read it. After an unknown outcome read it too, since added lines may
    /// have arrived.
    pub async fn update_document(
        &self,
        kind: DocumentKind,
        id: DocumentId,
        update: &UpdateDocument,
    ) -> Result<(), Error> {
        self.update(&[kind.path(), &id.to_string()], &update.fields(kind)?)
            .await
    }
}

/// Rows of a search, each with its document's own id under `id`.
fn rows_of<R: DeserializeOwned>(kind: DocumentKind, answer: Answer) -> Result<Vec<R>, Error> {
    let rows: Vec<Value> = answer.records()?;
    let own_id = |mut row: Value| {
        if let (Some(id), Some(columns)) = (answer::id(&row, &kind.row_keys()), row.as_object_mut())
        {
            columns.insert("id".to_owned(), id.into());
        }
        answer::record(row)
    };
    rows.into_iter().map(own_id).collect()
}
