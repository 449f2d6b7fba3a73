//! The peers of the `locate` benchmark: PostGIS and shapely on the same grids and points.

use crate::cpu;
use crate::postgis::Cluster;
use geo::MultiPolygon;
use shared::geo::Position;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROUNDS: usize = 3;

pub struct Peer {
    pub name: &'static str,
    pub nanoseconds: f64,
    pub hits: u64,
    pub sum: u64,
}

/// One join over a GiST index on the grids, counted in the server: no network, no result rows.
pub fn postgis(cluster: &Cluster, cells: &[MultiPolygon<f64>], points: &[Position]) -> Result<Peer, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(said)?;
    runtime.block_on(join(cluster, cells, points)).map_err(said)
}

async fn join(cluster: &Cluster, cells: &[MultiPolygon<f64>], points: &[Position]) -> Result<Peer, sqlx::Error> {
    let pool = cluster.pool(1).await?;
    let schema = "DROP TABLE IF EXISTS grids, points;
        CREATE TABLE grids (id int, area geometry);
        CREATE TABLE points (place geometry);";
    sqlx::raw_sql(schema).execute(&pool).await?;
    let bytes: Vec<Vec<u8>> = cells.iter().map(wkb).collect();
    let ids: Vec<i32> = (0..cells.len() as i32).collect();
    for (ids, bytes) in ids.chunks(2_000).zip(bytes.chunks(2_000)) {
        sqlx::query("INSERT INTO grids SELECT i, ST_GeomFromWKB(b) FROM unnest($1::int[], $2::bytea[]) AS t (i, b)")
            .bind(ids)
            .bind(bytes)
            .execute(&pool)
            .await?;
    }
    for points in points.chunks(100_000) {
        let (lon, lat): (Vec<f64>, Vec<f64>) = points.iter().map(|at| (at.lon, at.lat)).unzip();
        sqlx::query("INSERT INTO points SELECT ST_Point(x, y) FROM unnest($1::float8[], $2::float8[]) AS t (x, y)")
            .bind(lon)
            .bind(lat)
            .execute(&pool)
            .await?;
    }
    for statement in ["CREATE INDEX ON grids USING gist (area)", "VACUUM ANALYZE grids", "VACUUM ANALYZE points"] {
        sqlx::raw_sql(statement).execute(&pool).await?;
    }
    let count =
        "SELECT count(*), coalesce(sum(g.id), 0)::bigint FROM points p JOIN grids g ON ST_Contains(g.area, p.place)";
    let process: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&pool).await?;
    let process = process.to_string();
    let (mut nanoseconds, mut found) = (f64::INFINITY, (0, 0));
    for _ in 0..ROUNDS {
        let started = cpu::of(&process)?;
        found = sqlx::query_as::<_, (i64, i64)>(count).fetch_one(&pool).await?;
        nanoseconds = nanoseconds.min((cpu::of(&process)? - started).as_secs_f64() * 1e9 / points.len() as f64);
    }
    let (hits, sum) = found;
    pool.close().await;
    Ok(Peer { name: "PostGIS ST_Contains join", nanoseconds, hits: hits as u64, sum: sum as u64 })
}

/// A Python that has shapely: the machine's own, or a fresh environment kept beside the build.
pub fn python() -> Result<PathBuf, String> {
    let has_shapely = |python: &Path| run(python, &["-c", "import shapely, numpy"]).is_ok();
    let system = PathBuf::from("python3");
    if has_shapely(&system) {
        return Ok(system);
    }
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shapely");
    let python = home.join("bin/python");
    if !has_shapely(&python) {
        run(&system, &["-m", "venv", &home.to_string_lossy()])?;
        run(&python, &["-m", "pip", "install", "--quiet", "shapely>=2", "numpy"])?;
    }
    Ok(python)
}

pub fn shapely(python: &Path, cells: &[MultiPolygon<f64>], points: &[Position]) -> Result<Peer, String> {
    let folder = tempfile::tempdir().map_err(said)?;
    let (grids, places) = (folder.path().join("grids"), folder.path().join("points"));
    let mut file = std::io::BufWriter::new(std::fs::File::create(&grids).map_err(said)?);
    for area in cells.iter().map(wkb) {
        file.write_all(&(area.len() as u32).to_le_bytes()).and_then(|()| file.write_all(&area)).map_err(said)?;
    }
    file.into_inner().map_err(said)?.sync_all().map_err(said)?;
    let floats: Vec<u8> = points.iter().flat_map(|at| [at.lon, at.lat]).flat_map(f64::to_le_bytes).collect();
    std::fs::write(&places, floats).map_err(said)?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/support/shapely_tree.py");
    let [script, grids, places] = [&script, &grids, &places].map(|path| path.to_string_lossy());
    let printed = run(python, &[&script, &grids, &places])?;
    let numbers: Vec<f64> = printed.split_whitespace().map(str::parse).collect::<Result<_, _>>().map_err(said)?;
    let [nanoseconds, hits, sum] = numbers[..] else { return Err(printed) };
    Ok(Peer { name: "shapely STRtree bulk", nanoseconds, hits: hits as u64, sum: sum as u64 })
}

fn wkb(area: &MultiPolygon<f64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let written = wkb::writer::write_multi_polygon(&mut bytes, area, &wkb::writer::WriteOptions::default());
    written.expect("writing to memory does not fail");
    bytes
}

fn run(program: &Path, arguments: &[&str]) -> Result<String, String> {
    let done = Command::new(program).args(arguments).output().map_err(said)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if done.status.success() { Ok(text(&done.stdout)) } else { Err(text(&done.stderr)) }
}

fn said(fault: impl ToString) -> String {
    fault.to_string()
}
