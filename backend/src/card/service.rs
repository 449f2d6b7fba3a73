//! Use cases of contact cards: the sheet of a grid, with a code for every door that has none yet.

use super::store::{self, DoorRow, HouseholdRow, PlateRow, StaffRow};
use crate::app::App;
use crate::db::next;
use crate::http::{ApiError, ApiResult};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use shared::api::card::{Card, CardContact, CardDepartment, CardPlate, CardSheet};
use shared::area::AreaCode;
use shared::worker::Post;
use std::collections::{HashMap, HashSet};

/// Letters that nobody mixes up when reading a code aloud (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 60 bits: nobody guesses one.
const LETTERS_OF_CODE: u32 = 12;
/// Whose number is on the card, in this order.
const POSTS: [Post; 3] = [Post::GridWorker, Post::GridLeader, Post::CommunityHead];

/// The cards of a grid, or of one dwelling in it.
pub async fn sheet(app: &App, grid: &AreaCode, only: Option<i64>, origin: &str) -> ApiResult<CardSheet> {
    let book = app.areas.book();
    let chain = book.chain(grid);
    let (mut households, plates) = store::households(&app.db, grid.as_str()).await?;
    let mut codes: HashMap<i64, String> = plates.into_iter().map(|plate| (plate.entrance_id, plate.code)).collect();
    if households.iter().any(|household| !codes.contains_key(&household.entrance_id)) {
        codes = code_doors(app, grid).await?;
    }
    households.retain(|household| only.is_none_or(|only| only == household.dwelling_id));

    let code =
        |area: &Option<shared::api::area::AreaRef>| area.as_ref().map_or("", |area| area.code.as_str()).to_owned();
    let above = [&chain.community, &chain.subdistrict, &chain.district].map(code);
    let (staff, liaisons) = store::contacts(&app.db, grid.as_str(), &above[0], &above[1], &above[2]).await?;
    let mut departments: Vec<CardDepartment> = Vec::new();
    for liaison in liaisons {
        // The nearer liaison comes first; one number for each department is enough.
        if !departments.iter().any(|known| known.department == liaison.department.0) {
            departments.push(CardDepartment { department: liaison.department.0, phone: liaison.phone });
        }
    }
    let (plates, cards) = lay_out(&households, &codes, origin)?;
    let grid = chain.grid.ok_or_else(|| ApiError::internal(&"a grid is not in the book of areas"))?;
    Ok(CardSheet {
        grid,
        community: chain.community,
        subdistrict: chain.subdistrict,
        staff: contacts(staff),
        departments,
        plates,
        cards,
    })
}

/// `学士街29号 星辰花园29栋2单元`
pub fn address(door: &DoorRow) -> String {
    let name = door.full_name();
    let street = if door.address.contains(&name) { door.address.clone() } else { format!("{} {name}", door.address) };
    format!("{}{}单元", street.trim(), door.entrance)
}

pub fn small(number: i64) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// Gives every door of a grid a code. Of two who ask at once, the counter lets one go first.
async fn code_doors(app: &App, grid: &AreaCode) -> ApiResult<HashMap<i64, String>> {
    let mut tx = app.db.begin().await?;
    next(&mut tx, "doorplate", 1).await?;
    let (households, plates) = store::households(&app.db, grid.as_str()).await?;
    let mut codes: HashMap<i64, String> = plates.into_iter().map(|plate| (plate.entrance_id, plate.code)).collect();
    let bare: HashSet<i64> = (households.iter().map(|household| household.entrance_id))
        .filter(|entrance| !codes.contains_key(entrance))
        .collect();
    let fresh: Vec<PlateRow> =
        bare.into_iter().map(|entrance_id| PlateRow { entrance_id, code: code(rand::random()) }).collect();
    store::insert_plates(&mut tx, &fresh).await?;
    tx.commit().await?;
    codes.extend(fresh.into_iter().map(|plate| (plate.entrance_id, plate.code)));
    Ok(codes)
}

fn code(random: u64) -> String {
    (0..LETTERS_OF_CODE).map(|at| char::from(LETTERS[(random >> (5 * at)) as usize % LETTERS.len()])).collect()
}

/// The first of each post, the grid's own before the community's.
fn contacts(staff: Vec<StaffRow>) -> Vec<CardContact> {
    let of = |post: Post| staff.iter().find(|held| held.post.0 == post);
    let contact =
        |held: &StaffRow| CardContact { post: held.post.0, name: held.name.clone(), phone: held.phone.clone() };
    POSTS.into_iter().filter_map(of).map(contact).collect()
}

fn lay_out(
    households: &[HouseholdRow],
    codes: &HashMap<i64, String>,
    origin: &str,
) -> ApiResult<(Vec<CardPlate>, Vec<Card>)> {
    let (mut plates, mut cards, mut places) = (Vec::new(), Vec::new(), HashMap::new());
    for household in households {
        let plate = match places.get(&household.entrance_id) {
            Some(&plate) => plate,
            None => {
                let code = codes.get(&household.entrance_id);
                let code = code.ok_or_else(|| ApiError::internal(&"a door has no code"))?;
                let url = format!("{origin}/report?at={code}");
                let svg = picture(&url)?;
                let (building, entrance) = (household.door.full_name(), small(household.door.entrance));
                plates.push(CardPlate { building, entrance, url, svg });
                places.insert(household.entrance_id, plates.len() - 1);
                plates.len() - 1
            }
        };
        cards.push(Card { plate, number: household.number.clone() });
    }
    Ok((plates, cards))
}

fn picture(url: &str) -> ApiResult<String> {
    let code = QrCode::with_error_correction_level(url, EcLevel::M).map_err(|error| ApiError::internal(&error))?;
    Ok(code.render::<svg::Color<'_>>().module_dimensions(1, 1).quiet_zone(true).build())
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn a_code_is_twelve_letters_and_depends_on_all_of_them() {
        assert_eq!(code(0), "000000000000");
        assert_eq!(code(u64::MAX), "zzzzzzzzzzzz");
        let all: std::collections::HashSet<String> = (0..60).map(|bit| code(1 << bit)).collect();
        assert_eq!(all.len(), 60);
    }
}
