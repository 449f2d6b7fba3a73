//! Use cases of areas: the book in force, and changing a boundary.

use super::{AreaBook, store};
use crate::db::{Db, StoreError, next};
use crate::spatial::{GeometryFault, validate};
use arc_swap::ArcSwap;
use geo::InteriorPoint;
use geo_types::MultiPolygon;
use shared::area::AreaCode;
use std::sync::Arc;
use tokio::sync::Mutex;

#[derive(Debug, thiserror::Error)]
pub enum BoundaryError {
    #[error("there is no area with this code")]
    UnknownArea,
    #[error("the boundary is not valid: {0}")]
    Geometry(#[from] GeometryFault),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The book of areas in force.
#[derive(Debug)]
pub struct Areas {
    book: ArcSwap<AreaBook>,
    /// Who reads or writes the store goes one after the other; readers of the book never wait.
    editing: Mutex<()>,
}

impl Areas {
    pub async fn load(db: &Db) -> Result<Areas, StoreError> {
        Ok(Areas { book: ArcSwap::from_pointee(AreaBook::load(db).await?), editing: Mutex::new(()) })
    }

    /// The book in force; hold it for the whole of one answer.
    pub fn book(&self) -> Arc<AreaBook> {
        self.book.load_full()
    }

    /// Stores a new boundary and puts it in force.
    pub async fn set_boundary(
        &self,
        db: &Db,
        code: &AreaCode,
        boundary: MultiPolygon<f64>,
    ) -> Result<(), BoundaryError> {
        validate(&boundary)?;
        let label = boundary.interior_point().ok_or(GeometryFault::Empty)?;
        let _turn = self.editing.lock().await;
        let mut tx = db.begin().await?;
        next(&mut tx, "area_revision", 1).await?;
        if !store::set_boundary(&mut tx, code.as_str(), &boundary, (label.x(), label.y())).await? {
            return Err(BoundaryError::UnknownArea);
        }
        tx.commit().await?;
        self.book.store(Arc::new(AreaBook::load(db).await?));
        Ok(())
    }

    /// Reads the areas again when somebody else has changed them.
    pub async fn renew(&self, db: &Db) -> Result<(), StoreError> {
        let _turn = self.editing.lock().await;
        if store::revision(db).await? != self.book().revision {
            self.book.store(Arc::new(AreaBook::load(db).await?));
        }
        Ok(())
    }
}
