//! Who is told what: the table of entitlements against one written by hand, and what is sent against the table.

use super::super::payload::scoped;
use super::super::store::PersonRow;
use super::Department as Receiver;
use crate::db::Code;
use crate::delivery::Errands;
use crate::tenancy::tests::identity;
use crate::testing::cities;
use crate::vault::{Secret, Vault};
use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::json;
use shared::person::{Relation, Sex};
use shared::push::PushField;
use shared::worker::Department;

/// Written from the duties of the departments: N name, I identity, P phone, S sex, B birth, R relation, D days, A address.
const TABLE: [(Department, &str); 16] = [
    (Department::Police, "NIPSBRDA"),
    (Department::Housing, "NPDA"),
    (Department::HumanResources, "NIPSBA"),
    (Department::CivilAffairs, "NPSBRA"),
    (Department::Health, "NPSBA"),
    (Department::Justice, "NPDA"),
    (Department::Subdistrict, "NPSRDA"),
    (Department::Fire, "DA"),
    (Department::Gas, "DA"),
    (Department::Water, "DA"),
    (Department::UrbanManagement, "A"),
    (Department::Sanitation, "A"),
    (Department::Municipal, "A"),
    (Department::Drainage, "A"),
    (Department::MarketRegulation, "A"),
    (Department::Ecology, "A"),
];

fn letter(field: PushField) -> char {
    match field {
        PushField::Name => 'N',
        PushField::Identity => 'I',
        PushField::Phone => 'P',
        PushField::Sex => 'S',
        PushField::Birth => 'B',
        PushField::Relation => 'R',
        PushField::Period => 'D',
        PushField::Address => 'A',
    }
}

proptest! {
    /// A value is in what is sent exactly when it was subscribed to and is in the table; of a minor's numbers, when the
    /// department is one of the two besides.
    #[test]
    fn a_value_is_sent_exactly_when_it_may_be(
        row in 0..TABLE.len(),
        asked in proptest::sample::subsequence(PushField::ALL.to_vec(), 0..=PushField::ALL.len()),
        minor: bool,
        serial in 0_u32..1000,
    ) {
        let vault = Vault::random();
        let (number, phone) = (identity(serial), format!("1880000{serial:04}"));
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        let person = PersonRow {
            id: 77,
            name: "欧阳修文".to_owned(),
            sex: Code(Sex::Male),
            birth: NaiveDate::from_ymd_opt(2015, 5, 17).unwrap(),
            relation: Code(Relation::Grandchild),
            phone: Some(vault.seal(Secret::ResidentPhone, 77, &phone)),
            identity: Some(vault.seal(Secret::ResidentIdentity, 77, &number)),
            starts: Some(day(3)),
            ends: Some(day(28)),
        };
        let (department, table) = TABLE[row];
        let sent = scoped(&vault, department, &asked, minor, person).unwrap();
        let text = serde_json::to_string(&sent).unwrap();
        for (field, values) in [
            (PushField::Name, vec!["欧阳修文", "修文"]),
            (PushField::Identity, vec![number.as_str()]),
            (PushField::Phone, vec![phone.as_str()]),
            (PushField::Sex, vec!["\"male\""]),
            (PushField::Birth, vec!["2015-05-17"]),
            (PushField::Relation, vec!["grandchild"]),
            (PushField::Period, vec!["2026-11-03", "2026-11-28"]),
        ] {
            let number_of_child = minor && "IP".contains(letter(field));
            let may = asked.contains(&field) && table.contains(letter(field))
                && (!number_of_child || [Department::Police, Department::CivilAffairs].contains(&department));
            for value in values {
                prop_assert_eq!(text.contains(value), may, "{} for {} in {}", field, department, &text);
            }
            let masks = "NIP".contains(letter(field));
            prop_assert_eq!(sent.masked.contains(&field), masks && !may);
        }
        if !table.contains('I') {
            prop_assert_eq!(sent.identity, Some(format!("340***********{}", &number[14..])));
        }
    }
}

#[tokio::test]
async fn one_report_reaches_each_department_with_its_own_fields() {
    for city in cities().await {
        let (mut police, mut housing, mut fire) =
            (Receiver::start().await, Receiver::start().await, Receiver::start().await);
        let everything: Vec<&str> = PushField::ALL.iter().map(|field| field.code()).collect();
        let (_, secret) = city.subscribe("police", &police.url, &everything).await;
        city.subscribe("housing", &housing.url, &["name", "phone", "period", "address"]).await;
        city.subscribe("fire", &fire.url, &["address"]).await;
        let homes = city.vacant().await;
        let report = city.new_tenant(&homes[0], 51).await;
        city.pusher().await.round().await.unwrap();

        let heard = police.all().remove(0);
        let timestamp = heard.header("x-mirrorlake-timestamp");
        let expected = crate::delivery::signature(&secret, timestamp, &heard.body);
        assert_eq!(heard.header("x-mirrorlake-signature"), expected);
        let told = heard.json();
        assert_eq!(
            (&told["seq"], &told["kind"], &told["report"]),
            (&json!(1), &json!("tenant_reported"), &json!(report))
        );
        assert_eq!((&told["purpose"], &told["basis"]), (&json!("流动人口登记"), &json!("《居住证暂行条例》第四条")));
        assert_eq!(told["fields"].as_array().unwrap().len(), 8);
        assert_eq!(told["area"]["name"], "星辰社区");
        assert!(told["address"].as_str().unwrap().contains("29栋"), "{told}");
        let person = &told["people"][0];
        assert_eq!((&person["identity"], &person["phone"]), (&json!(identity(51)), &json!("19900012345")));
        assert_eq!(
            (&person["birth"], &person["from"], &person["masked"]),
            (&json!("1990-01-01"), &json!("2026-11-01"), &json!([]))
        );

        let told = housing.all().remove(0).json();
        let person = &told["people"][0];
        assert_eq!((&person["name"], &person["phone"]), (&json!("吴芳菲"), &json!("19900012345")));
        assert_eq!(person["identity"], format!("340***********{}", &identity(51)[14..]));
        assert_eq!((&person["birth"], &person["masked"]), (&json!(null), &json!(["identity"])));

        let told = fire.all().remove(0).json();
        let person = &told["people"][0];
        assert_eq!((&person["name"], &person["phone"]), (&json!("吴**"), &json!("199****2345")));
        assert_eq!((&person["from"], &told["fields"]), (&json!(null), &json!(["address"])));

        // The resident's record shows it, and nothing that was stored or is shown holds a number.
        let worker = city.session_of("worker").await;
        let resident = person["id"].as_str().unwrap();
        let pushes = city.get(&format!("/api/v1/residents/{resident}/pushes"), &worker).await;
        let by: Vec<_> = pushes["items"].as_array().unwrap().iter().map(|one| one["department"].clone()).collect();
        assert_eq!(by, ["police", "housing", "fire"], "{}", city.engine);
        let first = &pushes["items"][0];
        assert_eq!((&first["purpose"], &first["fields"].as_array().unwrap().len()), (&json!("流动人口登记"), &8));
        assert!(first["receipt"].as_str().unwrap().starts_with("R-"), "{first}");
        let timeline = city.get(&format!("/api/v1/pushes/reports/{report}"), &city.session_of("auditor").await).await;
        assert_eq!(timeline["deliveries"].as_array().unwrap().len(), 3);
        assert!(timeline["deliveries"].as_array().unwrap().iter().all(|one| one["state"] == "delivered"), "{timeline}");
        for text in [pushes.to_string(), timeline.to_string(), city.outbox().await] {
            for planted in [identity(51).as_str(), "19900012345", "吴芳菲"] {
                assert!(!text.contains(planted), "{planted} in {text}");
            }
        }

        // Moving on is told to both ends: out of the old dwelling after into the new one.
        let body =
            json!({ "report_id": "report-9999", "tenants": [crate::tenancy::tests::tenant("吴芳菲", &identity(51))] });
        city.report_tenants(&homes[1], body).await;
        city.pusher().await.round().await.unwrap();
        let told: Vec<_> = police.all().iter().map(|heard| (heard.seq(), heard.json()["kind"].clone())).collect();
        assert_eq!(told, [(2, json!("tenant_reported")), (3, json!("tenant_moved_out"))], "{}", city.engine);
    }
}

impl crate::testing::TestCity {
    /// Every text of the outbox.
    async fn outbox(&self) -> String {
        let sql = "SELECT coalesce(receipt, '') || coalesce(last_error, '') || coalesce(fields, '') || state FROM push_delivery \
            UNION ALL SELECT kind || area_code FROM push_event UNION ALL SELECT digest || number || report_key FROM tenancy_report";
        let rows: Vec<String> =
            crate::on!(&self.app.db, pool => sqlx::query_scalar(sql).fetch_all(pool).await).expect("texts");
        assert!(!rows.is_empty());
        rows.join("\n")
    }
}
