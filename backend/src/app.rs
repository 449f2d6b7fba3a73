//! The running program: the store and everything held in memory beside it.

use crate::account::Sessions;
use crate::area::Areas;
use crate::case::Intake;
use crate::category::CategoryBook;
use crate::clock::Clock;
use crate::db::{Db, StoreError, Tx, set_setting, setting};
use crate::disclosure::Ledger;
use crate::evidence::Photos;
use crate::health::Metrics;
use crate::live::Hub;
use crate::search::{AreaNames, PlaceIndex};
use crate::tile::{TileCache, Tiles, sets::CitySets};
use crate::vault::Vault;
use crate::worker::Roster;
use crate::{audit, case, category, live, person, place, register};
use arc_swap::ArcSwap;
use shared::case::calendar::Calendar;
use shared::case::supervision::SupervisionDays;
use shared::disclosure::AccessLimits;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, Notify, Semaphore};

/// Tiles kept in memory, bytes.
const TILE_CACHE: u64 = 256 * 1024 * 1024;
/// How often a process looks whether areas or places have changed.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Drawing the map anew takes at most one part in so many of the time.
const REST: u32 = 10;
/// How often suspended cases are looked at; the moment at which one resumes is exact all the same.
const RESUME_EVERY: Duration = Duration::from_secs(20);
/// How often the key file is read again; old keys are not forgotten before every server has done so.
pub const KEYS_EVERY: Duration = Duration::from_secs(10);
/// Live streams at once.
pub const STREAMS: usize = 10_000;

/// What an installation chooses.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The folder that photos lie in.
    pub data: PathBuf,
    /// The city is the demo.
    pub demo: bool,
    /// Opens the wall to those who know it; without one the wall is open in the demo and closed elsewhere.
    pub display_key: Option<String>,
    /// Session cookies travel over HTTPS only.
    pub secure_cookies: bool,
    /// Whose days 督考130 counts.
    pub supervision_days: SupervisionDays,
    /// What is usual in looking people up.
    pub access_limits: AccessLimits,
}

/// Cheap to clone; every handler has one.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

#[derive(Debug)]
pub struct Parts {
    pub db: Db,
    pub vault: Vault,
    pub clock: Clock,
    pub options: Options,
    pub sessions: Sessions,
    pub categories: ArcSwap<CategoryBook>,
    /// Which days are worked.
    pub calendar: Calendar,
    pub areas: Areas,
    pub roster: ArcSwap<Roster>,
    pub people: person::People,
    pub places: ArcSwap<PlaceIndex>,
    pub area_names: ArcSwap<AreaNames>,
    pub tiles: Tiles,
    /// The map is drawn anew by one at a time.
    drawing: Mutex<()>,
    pub hub: Arc<Hub>,
    pub intake: Intake,
    pub ledger: Ledger,
    pub photos: Photos,
    /// A place for every live stream.
    pub streams: Arc<Semaphore>,
    pub metrics: Metrics,
    /// Says that there is something to push to departments.
    pub push_news: Arc<Notify>,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Reads the city from an opened database and starts the writer of cases and the reader of events.
    pub async fn start(db: Db, vault: Vault, clock: Clock, options: Options) -> Result<App, StoreError> {
        category::seed(&db, clock.now()).await?;
        name_installation(&db).await?;
        let areas = Areas::load(&db).await?;
        let hub = Arc::new(Hub::new(live::store::last(&db).await?));
        let parts = Parts {
            clock,
            sessions: Sessions::default(),
            categories: ArcSwap::from_pointee(category::load(&db).await?),
            calendar: Calendar::china(),
            roster: ArcSwap::from_pointee(Roster::load(&db).await?),
            people: person::People::read(&db).await?,
            area_names: ArcSwap::from_pointee(AreaNames::build(areas.book()).await),
            places: ArcSwap::from_pointee(place::load_places(&db, areas.book()).await?),
            tiles: Tiles {
                sets: ArcSwap::from_pointee(CitySets::load(&db, areas.book(), 0).await?),
                cache: TileCache::new(TILE_CACHE),
            },
            drawing: Mutex::default(),
            intake: Intake::start(db.clone(), vault.clone(), hub.clone()),
            ledger: Ledger::start(db.clone(), options.access_limits.clone()),
            photos: Photos::in_data(&options.data),
            streams: Arc::new(Semaphore::new(STREAMS)),
            metrics: Metrics::default(),
            push_news: Arc::default(),
            hub: hub.clone(),
            areas,
            options,
            vault,
            db,
        };
        let app = App(Arc::new(parts));
        tokio::spawn(hub.run(app.clone()));
        tokio::spawn(resume_suspended(app.clone()));
        tokio::spawn(keep_map_current(app.clone()));
        tokio::spawn(keep_keys_current(app.vault.clone()));
        tokio::spawn(audit::keep_sealing(app.clone()));
        tokio::spawn(category::keep_current(app.clone()));
        tokio::spawn(person::keep_current(app.clone()));
        tokio::spawn(register::keep_importing(app.clone()));
        Ok(app)
    }

    /// Draws and names everything anew when areas or places have changed, whoever changed them.
    pub async fn refresh_map(&self) -> Result<(), StoreError> {
        let _turn = self.drawing.lock().await;
        self.areas.renew(&self.db).await?;
        if CitySets::revision(&self.db, &self.areas.book()).await? == self.tiles.sets.load().revision {
            return Ok(());
        }
        let (build, book) = (self.tiles.sets.load().build + 1, self.areas.book());
        let places = place::load_places(&self.db, book.clone()).await?;
        let area_names = AreaNames::build(book.clone()).await;
        let sets = CitySets::load(&self.db, book, build).await?;
        self.area_names.store(Arc::new(area_names));
        self.places.store(Arc::new(places));
        self.tiles.sets.store(Arc::new(sets));
        Ok(())
    }

    /// Whether somebody without a session may see the wall.
    pub fn wall_opens_for(&self, key: Option<&str>) -> bool {
        match (&self.options.display_key, key) {
            (Some(wanted), Some(given)) => same(wanted.as_bytes(), given.as_bytes()),
            (Some(_), None) => false,
            (None, _) => self.options.demo,
        }
    }
}

/// Runs for ever: what other processes and the command line have changed of areas and places. A large city, whose map
/// takes long to draw, is looked at less often.
async fn keep_map_current(app: App) {
    loop {
        let begun = Instant::now();
        if let Err(error) = app.refresh_map().await {
            tracing::warn!(%error, "looking for changed areas and places failed, trying again");
        }
        tokio::time::sleep(LOOK_EVERY.max(begun.elapsed() * REST)).await;
    }
}

/// Runs for ever: suspended cases go on when their time has come.
async fn resume_suspended(app: App) {
    loop {
        if let Err(error) = case::resume_due(&app).await {
            tracing::warn!(%error, "resuming suspended cases failed, trying again");
        }
        tokio::time::sleep(RESUME_EVERY).await;
    }
}

/// Runs for ever: a key that the command line has made is taken up.
async fn keep_keys_current(vault: Vault) {
    loop {
        tokio::time::sleep(KEYS_EVERY).await;
        if let Err(error) = vault.refresh() {
            tracing::warn!(%error, "the key file cannot be read again, going on with the keys that are known");
        }
    }
}

/// Compares without telling by its time how much was right.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

/// Every database has a name of its own, so that browsers do not mix up the maps of two.
async fn name_installation(db: &Db) -> Result<(), StoreError> {
    if setting(db, "installation").await?.is_none() {
        let mut tx: Tx = db.begin().await?;
        set_setting(&mut tx, "installation", &format!("{:08x}", rand::random::<u32>())).await?;
        tx.commit().await?;
    }
    Ok(())
}
