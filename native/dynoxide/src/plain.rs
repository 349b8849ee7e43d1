//! Items as plain JSON, `1` for `{"N": "1"}`: nearly free here, as dear as the query itself in Python.

use std::collections::HashMap;

use dynoxide::AttributeValue;
use dynoxide::actions::{delete_item, get_item, put_item, query, scan, update_item};
use serde::ser::{Serialize, SerializeMap, Serializer};

type Attributes = HashMap<String, AttributeValue>;

/// An answer of DynamoDB whose items are written plain; keys to go on from stay typed.
pub trait Answer {
    fn members(&self) -> Members<'_>;
}

#[derive(Default)]
pub struct Members<'a> {
    item: Option<(&'static str, &'a Attributes)>,
    page: Option<(&'a [Attributes], usize, Option<&'a Attributes>)>,
}

macro_rules! single {
    ($name:literal, $($response:ty => $member:ident),+) => {
        $(impl Answer for $response {
            fn members(&self) -> Members<'_> {
                Members { item: self.$member.as_ref().map(|attributes| ($name, attributes)), page: None }
            }
        })+
    };
}
single!("Item", get_item::GetItemResponse => item);
single!(
    "Attributes",
    put_item::PutItemResponse => attributes,
    update_item::UpdateItemResponse => attributes,
    delete_item::DeleteItemResponse => attributes
);

macro_rules! page {
    ($($response:ty),+) => {
        $(impl Answer for $response {
            fn members(&self) -> Members<'_> {
                let items = self.items.as_deref().unwrap_or_default();
                Members { item: None, page: Some((items, self.scanned_count, self.last_evaluated_key.as_ref())) }
            }
        })+
    };
}
page!(query::QueryResponse, scan::ScanResponse);

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some((name, attributes)) = self.item {
            map.serialize_entry(name, &PlainItem(attributes))?;
        }
        if let Some((items, scanned_count, last_evaluated_key)) = self.page {
            map.serialize_entry("Items", &items.iter().map(PlainItem).collect::<Vec<_>>())?;
            map.serialize_entry("Count", &items.len())?;
            map.serialize_entry("ScannedCount", &scanned_count)?;
            if let Some(key) = last_evaluated_key {
                map.serialize_entry("LastEvaluatedKey", key)?;
            }
        }
        map.end()
    }
}

struct PlainItem<'a>(&'a Attributes);

impl Serialize for PlainItem<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, Plain(value))))
    }
}

struct Plain<'a>(&'a AttributeValue);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            AttributeValue::S(text) => serializer.serialize_str(text),
            AttributeValue::N(text) => PlainNumber(text).serialize(serializer),
            AttributeValue::BOOL(truth) => serializer.serialize_bool(*truth),
            AttributeValue::NULL(_) => serializer.serialize_unit(),
            AttributeValue::SS(texts) => texts.serialize(serializer),
            AttributeValue::NS(texts) => serializer.collect_seq(texts.iter().map(|text| PlainNumber(text))),
            AttributeValue::L(values) => serializer.collect_seq(values.iter().map(Plain)),
            AttributeValue::M(values) => PlainItem(values).serialize(serializer),
            // Base64 as dynoxide itself writes it: {"B": "…"} or {"BS": ["…"]}.
            AttributeValue::B(_) | AttributeValue::BS(_) => {
                let tagged = serde_json::to_value(self.0).map_err(serde::ser::Error::custom)?;
                tagged.as_object().and_then(|members| members.values().next()).serialize(serializer)
            }
        }
    }
}

struct PlainNumber<'a>(&'a str);

impl Serialize for PlainNumber<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.parse::<i64>() {
            Ok(whole) => serializer.serialize_i64(whole),
            Err(_) => serializer.serialize_f64(self.0.parse().map_err(serde::ser::Error::custom)?),
        }
    }
}
