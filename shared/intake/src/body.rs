//! The body of a delivery. Its content may be stale when it arrives, so only the id is read.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The id that a delivered body names. `None` where it names none: WooCommerce delivers a signed
/// error document when the order was gone by the time of the delivery.
pub fn resource_id(body: &[u8]) -> Option<u64> {
    serde_json::from_slice::<Named>(body)
        .ok()?
        .0
        .filter(|id| *id > 0)
}

/// The `id` at the top of an object. Written out, since a derived one would refuse the whole body
/// for an id of another type.
struct Named(Option<u64>);

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(NamedVisitor)
    }
}

struct NamedVisitor;

impl<'de> Visitor<'de> for NamedVisitor {
    type Value = Named;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named, A::Error> {
        let mut id = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == "id" {
                id = map.next_value::<serde_json::Value>()?.as_u64();
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Named(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_number_above_zero_is_an_id() {
        assert_eq!(resource_id(br#"{"id":183,"status":"pending"}"#), Some(183));
        for body in [
            r#"{"code":"woocommerce_rest_shop_order_invalid_id","data":{"status":404}}"#,
            r#"{"id":0}"#,
            r#"{"id":-1}"#,
            r#"{"id":1.5}"#,
            r#"{"id":"183"}"#,
            r#"{"id":99999999999999999999}"#,
            r#"{"data":{"id":5}}"#,
            "[1]",
            "webhook_id=1",
            "",
        ] {
            assert_eq!(resource_id(body.as_bytes()), None, "{body}");
        }
        assert_eq!(resource_id(b"\xff\xfe"), None);
    }
}
