//! What the generator makes is what the database holds.

use super::{SEED, load};
use crate::clock::Clock;
use crate::db::testing::databases;
use crate::testing::now;
use crate::vault::Vault;
use crate::{category, on};

#[tokio::test]
async fn what_was_generated_is_what_is_stored() {
    for test in databases().await {
        let clock = Clock::frozen(now());
        load(&test.db, &Vault::random(), 0.1, clock.now()).await.unwrap();
        let city = demo::generate(SEED, 0.1, clock.now(), &category::shipped().categories);
        let events: usize = city.cases.iter().map(|case| case.events.len()).sum();
        let expected = [
            ("SELECT count(*) FROM area", city.areas.len()),
            ("SELECT count(*) FROM base_feature", city.base.len()),
            ("SELECT count(*) FROM building", city.buildings.len()),
            ("SELECT count(*) FROM dwelling", city.dwellings.len()),
            ("SELECT count(*) FROM household", city.households.len()),
            ("SELECT count(*) FROM resident", city.residents.len()),
            ("SELECT count(*) FROM tenancy", city.tenancies.len()),
            ("SELECT count(*) FROM post_held", city.posts.len()),
            ("SELECT count(*) FROM case_record", city.cases.len()),
            ("SELECT count(*) FROM case_event", events),
            ("SELECT count(DISTINCT seq) FROM case_event", events),
        ];
        for (query, count) in expected {
            let stored: i64 = on!(&test.db, pool => sqlx::query_scalar(query).fetch_one(pool).await).unwrap();
            assert_eq!(stored as usize, count, "{}: {query}", test.engine);
        }
        let disorder = "SELECT count(*) FROM case_event a JOIN case_event b ON b.seq = a.seq + 1 WHERE b.at < a.at";
        let stored: i64 = on!(&test.db, pool => sqlx::query_scalar(disorder).fetch_one(pool).await).unwrap();
        assert_eq!(stored, 0, "the global sequence follows the time");
    }
}
