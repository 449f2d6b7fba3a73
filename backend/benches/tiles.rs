//! Fresh building tiles over HTTP: our encoder against ST_AsMVT behind the same server, nothing cached or compressed.
//!
//! `cargo bench -p mirrorlake --bench tiles`. 200,000 buildings, the 400 tiles of zoom 14 in the built-up area, 16
//! connections kept open; PostGIS answers through a pool of 4 connections from geometry stored in web mercator.

#[path = "support/load.rs"]
mod load;
#[path = "support/noise.rs"]
mod noise;
#[path = "support/postgis.rs"]
mod postgis;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use geo_types::{Coord, Geometry, LineString, Polygon};
use mirrorlake::tile::{TileCache, TileFeature, TileKey, TileLayer, TileSet, Value};
use noise::noise;
use sqlx::PgPool;
use std::collections::BTreeSet;
use std::sync::Arc;

const BUILDINGS: u64 = 200_000;
const ZOOM: u8 = 14;
/// Tiles a side of the built-up area that is asked for.
const SIDE: u32 = 20;
const GOAL: f64 = 5.0;
const KINDS: [&str; 5] = ["residential", "office", "school", "shop", "hospital"];

struct Building {
    shape: Polygon<f64>,
    kind: &'static str,
    levels: i64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let buildings: Vec<Building> = (0..BUILDINGS).map(building).collect();
    let set = Arc::new(TileSet::new(vec![layer(&buildings)]));
    let paths = |root: &str| -> Vec<String> {
        let (west, north) = corner();
        (0..SIDE * SIDE).map(|i| format!("/{root}/{ZOOM}/{}/{}", west + i % SIDE, north + i / SIDE)).collect()
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let cache = TileCache::new(256 << 20);
        let app = Router::new().route("/ours/{z}/{x}/{y}", get(ours).with_state(set.clone()));
        let mut app = app.route("/cached/{z}/{x}/{y}", get(cached).with_state((set, cache)));
        let cluster = postgis::Cluster::start();
        match &cluster {
            Ok(cluster) => {
                let pool = cluster.pool(4).await?;
                fill(&pool, &buildings).await?;
                app = app.route("/postgis/{z}/{x}/{y}", get(theirs).with_state(pool));
            }
            Err(why) => println!("PostGIS is skipped: {why}"),
        }
        let server = tokio::spawn(async move { axum::serve(listener, app).await });
        println!("{BUILDINGS} buildings, {} tiles of zoom {ZOOM}, {} connections", SIDE * SIDE, load::CONNECTIONS);
        let fresh = load::measure(address, &paths("ours")).await?;
        println!("  ours, fresh: {fresh}");
        println!("  ours, cached and compressed: {}", load::measure(address, &paths("cached")).await?);
        if cluster.is_ok() {
            agree(address, &paths("ours"), &paths("postgis")).await?;
            let theirs = load::measure(address, &paths("postgis")).await?;
            let ratio = fresh.per_second / theirs.per_second;
            let verdict = if ratio >= GOAL { "REACHED" } else { "NOT REACHED" };
            println!("  ST_AsMVT: {theirs}\n  ratio {ratio:.1} (goal {GOAL}): {verdict}");
        }
        server.abort();
        Ok(())
    })
}

type Place = Path<(u8, u32, u32)>;

async fn ours(State(set): State<Arc<TileSet>>, Path((z, x, y)): Place) -> Result<Vec<u8>, StatusCode> {
    set.tile(z, x, y).ok_or(StatusCode::NOT_FOUND)
}

async fn cached(
    State((set, cache)): State<(Arc<TileSet>, TileCache)>,
    Path((z, x, y)): Place,
) -> Result<axum::body::Bytes, StatusCode> {
    let key = TileKey { set: "buildings", z, x, y, revision: 1 };
    cache.get(key, || set.tile(z, x, y)).map(|tile| tile.gzip).ok_or(StatusCode::NOT_FOUND)
}

async fn theirs(State(pool): State<PgPool>, Path((z, x, y)): Place) -> Result<Vec<u8>, StatusCode> {
    let sql = "SELECT ST_AsMVT(t, 'buildings', 4096, 'geom', 'id') FROM (
            SELECT id, kind, levels,
                ST_AsMVTGeom(area, ST_TileEnvelope($1, $2, $3), 4096, 64, true) AS geom
            FROM buildings WHERE area && ST_TileEnvelope($1, $2, $3, margin => 0.015625)
        ) AS t WHERE geom IS NOT NULL";
    let row = sqlx::query_scalar(sql).bind(i32::from(z)).bind(x as i32).bind(y as i32).fetch_one(&pool).await;
    row.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

/// Both sides must show the same buildings, or the times mean nothing.
async fn agree(
    address: std::net::SocketAddr,
    ours: &[String],
    theirs: &[String],
) -> Result<(), Box<dyn std::error::Error>> {
    let (mut same, mut all) = (0, 0);
    for (ours, theirs) in ours.iter().zip(theirs).step_by(23) {
        let (ours, theirs) = (ids(load::fetch(address, ours).await?)?, ids(load::fetch(address, theirs).await?)?);
        same += ours.intersection(&theirs).count();
        all += ours.union(&theirs).count();
    }
    println!("  {same} of {all} buildings are in both sides' tiles");
    assert!(same * 1000 >= all * 995, "the tiles show the same buildings, but for slivers in the buffer");
    Ok(())
}

fn ids(bytes: Vec<u8>) -> Result<BTreeSet<u64>, Box<dyn std::error::Error>> {
    let features = mvt_reader::Reader::new(bytes)?.get_features(0)?;
    Ok(features.iter().filter_map(|feature| feature.id).collect())
}

/// North-western tile of those asked for: Wuhu.
fn corner() -> (u32, u32) {
    let (lon, lat) = (118.2_f64, 31.5_f64.to_radians());
    let n = f64::from(1 << ZOOM);
    let north = (1.0 - lat.tan().asinh() / std::f64::consts::PI) / 2.0;
    (((lon + 180.0) / 360.0 * n) as u32, (north * n) as u32)
}

/// Buildings stand 409 to a tile in an area a tile wider on each side; 4 to 8 corners, turned by any angle.
fn building(i: u64) -> Building {
    let (west, north) = corner();
    let side = f64::from(SIDE) + 2.0;
    let across = |seed: u64| noise(i * 16 + seed) * side - 1.0;
    let (x, y) = (f64::from(west) + across(0), f64::from(north) + across(1));
    let n = f64::from(1 << ZOOM);
    let lat = (std::f64::consts::PI * (1.0 - 2.0 * y / n)).sinh().atan();
    let centre = Coord { x: x / n * 360.0 - 180.0, y: lat.to_degrees() };
    // Half sides of 5 to 25 m.
    let (half, depth) = ((5.0 + 20.0 * noise(i * 16 + 2)) / 111_195.0, (5.0 + 10.0 * noise(i * 16 + 3)) / 111_195.0);
    let (sin, cos) = (noise(i * 16 + 4) * std::f64::consts::TAU).sin_cos();
    let plan: &[(f64, f64)] = match i % 3 {
        0 => &[(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)],
        1 => &[(-1.0, -1.0), (1.0, -1.0), (1.0, 0.2), (0.1, 0.2), (0.1, 1.0), (-1.0, 1.0)],
        _ => &[(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (0.4, 1.0), (0.4, 0.0), (-0.4, 0.0), (-0.4, 1.0), (-1.0, 1.0)],
    };
    let turned = plan.iter().map(|&(a, b)| {
        let (a, b) = (a * half, b * depth);
        Coord { x: centre.x + (a * cos - b * sin) / lat.cos(), y: centre.y + a * sin + b * cos }
    });
    let shape = Polygon::new(LineString(turned.collect()), vec![]);
    let levels = 1 + (noise(i * 16 + 5) * 33.0) as i64;
    Building { shape, kind: KINDS[(noise(i * 16 + 6) * 5.0) as usize], levels }
}

fn layer(buildings: &[Building]) -> TileLayer {
    let feature = |(building, id): (&Building, u64)| TileFeature {
        id,
        geometry: Geometry::Polygon(building.shape.clone()),
        properties: vec![("kind", building.kind.into()), ("levels", Value::Int(building.levels))],
        min_zoom: 0,
    };
    TileLayer::build("buildings", buildings.iter().zip(1..).map(feature).collect())
}

async fn fill(pool: &PgPool, buildings: &[Building]) -> Result<(), sqlx::Error> {
    let schema = "CREATE TABLE buildings (id bigint, kind text, levels bigint, area geometry)";
    sqlx::query(schema).execute(pool).await?;
    let ids: Vec<i64> = (1..=buildings.len() as i64).collect();
    for (ids, buildings) in ids.chunks(10_000).zip(buildings.chunks(10_000)) {
        let bytes: Vec<Vec<u8>> = buildings.iter().map(|building| wkb(&building.shape)).collect();
        let kinds: Vec<&str> = buildings.iter().map(|building| building.kind).collect();
        let levels: Vec<i64> = buildings.iter().map(|building| building.levels).collect();
        sqlx::query(
            "INSERT INTO buildings SELECT i, k, l, ST_Transform(ST_GeomFromWKB(b, 4326), 3857)
            FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bytea[]) AS t (i, k, l, b)",
        )
        .bind(ids)
        .bind(kinds)
        .bind(levels)
        .bind(bytes)
        .execute(pool)
        .await?;
    }
    sqlx::raw_sql("CREATE INDEX ON buildings USING gist (area)").execute(pool).await?;
    sqlx::raw_sql("VACUUM ANALYZE buildings").execute(pool).await?;
    Ok(())
}

fn wkb(shape: &Polygon<f64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let written = wkb::writer::write_polygon(&mut bytes, shape, &wkb::writer::WriteOptions::default());
    written.expect("writing to memory does not fail");
    bytes
}
