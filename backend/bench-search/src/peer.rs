//! The same residents in tantivy, asked as well as it can be: terms stored raw, grams of one and two characters, every
//! reading a term of its own, no norms, one segment in memory, and the column of numbers opened once.

use anyhow::{Context, Result};
use mirrorlake::search::PersonEntry;
use mirrorlake::search::rule::Wanted;
use mirrorlake::search::sound::{Reading, normalize, readings};
use mirrorlake_bench_search::questions::Kind;
use std::collections::BTreeSet;
use std::ops::Bound;
use tantivy::collector::TopDocs;
use tantivy::columnar::Column;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, InvertedIndexRangeQuery, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, Searcher, TantivyDocument, Term};

const LIMIT: usize = 20;
/// Enough for one segment of a million residents.
const BUDGET: usize = 1_500_000_000;

pub struct Peer {
    searcher: Searcher,
    ids: Vec<Column<u64>>,
    name: Field,
    gram: Field,
    pinyin: Field,
    initials: Field,
    tail: Field,
}

/// Everything that a name may be spelled as; whole and by first letters.
fn spellings(name: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut all = vec![(String::new(), String::new())];
    for own in readings(name, Reading::PersonName) {
        let more = |(sound, letters): &(String, String)| {
            let longer =
                |own: &String| (format!("{sound}{own}"), format!("{letters}{}", own.chars().next().unwrap_or(' ')));
            own.iter().map(longer).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(more).take(64).collect();
    }
    all.into_iter().unzip()
}

impl Peer {
    pub fn build(people: &[PersonEntry]) -> Result<Peer> {
        let mut schema = Schema::builder();
        let raw = TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false);
        let raw = TextOptions::default().set_indexing_options(raw.set_index_option(IndexRecordOption::Basic));
        let [name, gram, pinyin, initials, tail] =
            ["name", "gram", "pinyin", "initials", "tail"].map(|field| schema.add_text_field(field, raw.clone()));
        let id = schema.add_u64_field("id", FAST);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, BUDGET)?;
        for person in people {
            let mut document = TantivyDocument::default();
            let own = normalize(&person.name);
            let chars: Vec<char> = own.chars().collect();
            let grams: BTreeSet<String> = (1..=2).flat_map(|n| chars.windows(n).map(|w| w.iter().collect())).collect();
            let (sounds, letters) = spellings(&own);
            document.add_text(name, &own);
            grams.iter().for_each(|text| document.add_text(gram, text));
            sounds.iter().for_each(|text| document.add_text(pinyin, text));
            letters.iter().for_each(|text| document.add_text(initials, text));
            if let Some(digits) = person.phone_tail {
                document.add_text(tail, format!("{digits:04}"));
            }
            document.add_u64(id, u64::try_from(person.id)?);
            writer.add_document(document)?;
        }
        writer.commit()?;
        let segments = index.searchable_segment_ids()?;
        if segments.len() > 1 {
            writer.merge(&segments).wait()?;
        }
        writer.wait_merging_threads()?;
        let searcher = index.reader()?.searcher();
        let ids = searcher.segment_readers().iter().map(|segment| segment.fast_fields().u64("id"));
        let ids = ids.collect::<Result<_, _>>()?;
        Ok(Peer { searcher, ids, name, gram, pinyin, initials, tail })
    }

    /// The question in the terms of the peer; `None` for kinds that it has no words for.
    pub fn query(&self, kind: Kind, q: &str) -> Result<Option<Box<dyn Query>>> {
        let wanted = Wanted::read(q).context("a question has a text")?;
        let term = |field, text: &str| Term::from_field_text(field, text);
        let exact = |field, text: &str| -> Box<dyn Query> {
            Box::new(TermQuery::new(term(field, text), IndexRecordOption::Basic))
        };
        let from = |field, text: &str| -> Box<dyn Query> {
            let end = format!("{text}{}", char::MAX);
            Box::new(InvertedIndexRangeQuery::new(
                Bound::Included(term(field, text)),
                Bound::Excluded(term(field, &end)),
            ))
        };
        let both = |one, other| -> Box<dyn Query> { Box::new(BooleanQuery::intersection(vec![one, other])) };
        let text = wanted.text.as_str();
        let sounds = || readings(text, Reading::PersonName).into_iter().map(|own| own[0].clone()).collect::<String>();
        Ok(Some(match kind {
            Kind::Exact => exact(self.name, text),
            Kind::Prefix => from(self.name, text),
            Kind::Part | Kind::Rare => exact(self.gram, text),
            Kind::Pinyin => exact(self.pinyin, text),
            Kind::PinyinPrefix => from(self.pinyin, text),
            Kind::Initials => exact(self.initials, text),
            Kind::Mixed => {
                let (head, rest) = text.split_at(text.chars().next().map_or(0, char::len_utf8));
                let first = readings(head, Reading::PersonName)[0][0].chars().next().unwrap_or(' ');
                both(exact(self.gram, head), exact(self.initials, &format!("{first}{rest}")))
            }
            Kind::MixedSound => {
                let (head, rest) = text.split_at(text.len() - 2);
                let letters = format!("{}{rest}", head.chars().next().unwrap_or(' '));
                both(from(self.pinyin, head), exact(self.initials, &letters))
            }
            Kind::Homophone => exact(self.pinyin, &sounds()),
            Kind::OneOff => Box::new(FuzzyTermQuery::new(term(self.name, text), 1, false)),
            Kind::Traditional => exact(self.name, &wanted.simple),
            Kind::Tail => exact(self.tail, text),
            Kind::Parent | Kind::Narrow | Kind::Kin => return Ok(None),
        }))
    }

    /// The numbers of twenty residents.
    pub fn ask(&self, query: &dyn Query) -> Result<Vec<u64>> {
        let found = self.searcher.search(query, &TopDocs::with_limit(LIMIT).order_by_score())?;
        Ok(found.into_iter().filter_map(|(_, at)| self.ids[at.segment_ord as usize].first(at.doc_id)).collect())
    }
}
