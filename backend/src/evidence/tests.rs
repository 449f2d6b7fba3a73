//! Photos through the real router, on both engines: kept without their metadata, refused with the reason, shown to
//! those who may see the case.

use super::samples::*;
use super::{Hash, Refusal, develop};
use crate::router::router;
use crate::testing::{TestCity, cities};
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use exif::{Field, In, Tag, Value as Written};
use futures_util::future::join_all;
use futures_util::stream;
use image::metadata::Orientation;
use image::{ImageDecoder, ImageFormat, ImageReader};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use shared::evidence::{MAX_PER_CASE, THUMBNAIL};
use std::io::Cursor;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tower::ServiceExt;

/// A city, somebody who may add to its cases, and a case.
struct Desk {
    city: TestCity,
    cookie: String,
    case: String,
}

async fn desks() -> Vec<Desk> {
    let mut all = Vec::new();
    for city in cities().await {
        let cookie = city.sign_in("worker").await;
        let cases = city.get("/api/v1/cases?limit=1", &cookie).await;
        let case = cases["items"][0]["number"].as_str().expect("a case").to_owned();
        all.push(Desk { city, cookie, case });
    }
    all
}

impl Desk {
    async fn ask(&self, request: Request<Body>) -> (StatusCode, HeaderMap, Bytes) {
        let response = router(self.city.app.clone(), None).oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, to_bytes(body, usize::MAX).await.expect("a body"))
    }

    /// Sends a photo under the name of a JPEG, whatever it is.
    async fn add(&self, kind: &str, photo: impl Into<Body>) -> (StatusCode, Value) {
        let request = Request::post(format!("/api/v1/cases/{}/evidence?kind={kind}", self.case))
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "image/jpeg")
            .header(header::ACCEPT_LANGUAGE, "en");
        let (status, _, body) = self.ask(request.body(photo.into()).expect("a request")).await;
        (status, serde_json::from_slice(&body).expect("JSON"))
    }

    /// The reason for which a photo is refused, in English.
    async fn refusal(&self, photo: Vec<u8>) -> String {
        let (status, problem) = self.add("near", photo).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        problem["errors"][0]["detail"].as_str().expect("a reason").to_owned()
    }

    async fn get(&self, path: &str) -> (StatusCode, HeaderMap, Bytes) {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        self.ask(request.body(Body::empty()).expect("a request")).await
    }

    async fn list(&self) -> Vec<Value> {
        let page = self.city.get(&format!("/api/v1/cases/{}/evidence", self.case), &self.cookie).await;
        page["items"].as_array().expect("a list").clone()
    }

    fn file(&self, id: &str) -> PathBuf {
        self.city.data.path().join("evidence").join(&id[..2]).join(&id[2..])
    }

    /// Files in the folder of photos.
    fn files(&self) -> usize {
        let Ok(shelves) = std::fs::read_dir(self.city.data.path().join("evidence")) else { return 0 };
        shelves.map(|shelf| std::fs::read_dir(shelf.unwrap().path()).unwrap().count()).sum()
    }
}

#[tokio::test]
async fn each_format_is_kept_pixel_for_pixel_and_without_its_metadata() {
    for desk in desks().await {
        for format in FORMATS {
            let sent = with_plants(with_exif(encoded(&picture(700, 500, 0), format), &camera()));
            assert!(holds(&sent, PLANTED) && holds(&sent, "<script>"));
            let (status, view) = desk.add("near", sent.clone()).await;
            assert_eq!(status, StatusCode::CREATED, "{format:?}: {view}");
            let id = view["id"].as_str().unwrap();
            assert_eq!(view["media_type"], format.to_mime_type());
            assert_eq!((&view["width"], &view["height"]), (&json!(700), &json!(500)));
            assert_eq!(view["kind"], "near");
            assert!(view["actor"].as_str().is_some_and(|name| !name.is_empty()));
            assert_eq!(view["taken_at"], "2026-11-20T01:30:15Z");
            let place = &view["location"];
            assert_eq!(place["datum"], "wgs84");
            assert!((place["lon"].as_f64().unwrap() - (118.0 + 22.0 / 60.0 + 30.0 / 3600.0)).abs() < 1e-9);
            assert!((place["lat"].as_f64().unwrap() - (31.0 + 20.0 / 60.0 + 24.5 / 3600.0)).abs() < 1e-9);

            let stored = std::fs::read(desk.file(id)).unwrap();
            assert_eq!(Hash::of(&stored).as_str(), id);
            assert_eq!(view["bytes"], stored.len());
            for text in [PLANTED, "Exif", "eXIf", "EXIF", "GPS", "WGS-84", "2026:11:20", "script", "XMP", "ICC"] {
                assert!(!holds(&stored, text), "{format:?} keeps {text}");
            }
            assert_eq!(image::load_from_memory(&stored).unwrap(), image::load_from_memory(&sent).unwrap());
            let mode = desk.file(id).metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o7777, 0o600, "for the server alone, and never executable");

            for (path, media_type) in [("", format.to_mime_type()), ("/thumbnail", "image/jpeg")] {
                let (status, headers, body) = desk.get(&format!("/api/v1/evidence/{id}{path}")).await;
                assert_eq!(status, StatusCode::OK);
                assert_eq!(headers[header::CONTENT_TYPE], media_type);
                assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
                assert_eq!(headers[header::CONTENT_SECURITY_POLICY], "default-src 'none'; sandbox");
                assert_eq!(headers[header::CACHE_CONTROL], "private, max-age=31536000, immutable");
                if path.is_empty() {
                    assert_eq!(body, stored);
                } else {
                    let small = image::load_from_memory(&body).unwrap();
                    assert_eq!((small.width(), small.height()), (THUMBNAIL, 343));
                    assert!(!holds(&body, "Exif"));
                }
            }
        }
        let kept: Vec<_> = desk.list().await.iter().map(|view| view["media_type"].clone()).collect();
        assert_eq!(kept, ["image/jpeg", "image/png", "image/webp"], "{}", desk.city.engine);
    }
}

#[tokio::test]
async fn a_turned_photo_stays_turned() {
    for desk in desks().await {
        for format in FORMATS {
            for (orientation, left, top) in [(6, false, true), (3, false, false), (8, true, false), (2, false, true)] {
                let sent = with_exif(plain(format, 0), &[turned(orientation), ascii(Tag::Make, PLANTED)]);
                let (status, view) = desk.add("far", sent).await;
                assert_eq!(status, StatusCode::CREATED, "{view}");
                let id = view["id"].as_str().unwrap();
                let stored = std::fs::read(desk.file(id)).unwrap();
                assert!(!holds(&stored, PLANTED));
                let reader = ImageReader::with_format(Cursor::new(&stored), format);
                let kept = reader.into_decoder().unwrap().orientation().unwrap();
                assert_eq!(Some(kept), Orientation::from_exif(orientation as u8), "{format:?}");
                let (width, height) = if orientation >= 5 { (48, 64) } else { (64, 48) };
                assert_eq!((&view["width"], &view["height"]), (&json!(width), &json!(height)));
                let (_, _, small) = desk.get(&format!("/api/v1/evidence/{id}/thumbnail")).await;
                let small = image::load_from_memory(&small).unwrap().to_rgb8();
                assert_eq!((small.width(), small.height()), (width, height));
                let x = if left { 8 } else { width - 8 };
                let y = if top { 8 } else { height - 8 };
                let [red, _, blue] = small.get_pixel(x, y).0;
                assert!(red > 180 && blue < 80, "{format:?} {orientation}: the red corner is not where it belongs");
            }
        }
    }
}

#[tokio::test]
async fn what_is_no_photo_is_refused_and_leaves_nothing() {
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
    let others = [
        b"#!/bin/sh\nrm -rf /\n".to_vec(),
        svg,
        b"<!doctype html><script>alert(1)</script>".to_vec(),
        b"GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec(),
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(),
        b"PK\x03\x04\x14\0\0\0".to_vec(),
        b"%PDF-1.7".to_vec(),
        Vec::new(),
    ];
    // A film of one frame, and a picture that is two.
    let frame = [[0; 12].as_slice(), &[9; 20]].concat();
    let film = webp(&[(*b"VP8X", vec![2, 0, 0, 0, 9, 0, 0, 9, 0, 0]), (*b"ANIM", vec![0; 6]), (*b"ANMF", frame)]);
    let both = webp(&[(*b"VP8 ", vec![0; 10]), (*b"VP8L", vec![0x2F; 10])]);
    for desk in desks().await {
        for other in &others {
            let reason = desk.refusal(other.clone()).await;
            assert!(reason.contains("no JPEG, PNG or WebP photo"), "{reason}");
        }
        for format in FORMATS {
            let whole = with_exif(plain(format, 0), &camera());
            for length in [4, 20, whole.len() / 2, whole.len() - 10, whole.len() - 1] {
                let reason = desk.refusal(whole[..length].to_vec()).await;
                let known = ["incomplete, damaged", "no JPEG, PNG or WebP"].iter().any(|text| reason.contains(text));
                assert!(known, "{format:?} of {length} bytes: {reason}");
            }
        }
        assert!(desk.refusal(film.clone()).await.contains("animations"));
        assert!(desk.refusal(both.clone()).await.contains("damaged"));
        assert_eq!((desk.list().await.len(), desk.files()), (0, 0), "{}", desk.city.engine);
    }
}

#[tokio::test]
async fn bombs_are_told_by_their_header() {
    let mut jpeg = plain(ImageFormat::Jpeg, 0);
    let frame = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).expect("a frame");
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xEA, 0x60, 0xEA, 0x60]);
    let mut layered = plain(ImageFormat::Jpeg, 0);
    let scan = layered.windows(2).position(|pair| pair == [0xFF, 0xDA]).expect("a scan");
    let layer = layered[scan..layered.len() - 2].to_vec();
    layered.splice(scan..scan, layer.repeat(40));
    // 16,383 by 16,383 in 14 bits each.
    let vast = webp(&[(*b"VP8L", vec![0x2F, 0xFE, 0xBF, 0xFF, 0x0F, 0, 0, 0])]);
    let colour_bomb = {
        let mut file = img_parts::png::Png::from_bytes(plain(ImageFormat::Png, 0).into()).unwrap();
        let profile = [b"icc\0\0".as_slice(), &zlib(256 << 20)].concat();
        file.chunks_mut().insert(1, img_parts::png::PngChunk::new(*b"iCCP", profile.into()));
        file.encoder().bytes().to_vec()
    };
    for desk in desks().await {
        let bombs = [
            (png(60_000, 60_000, 8, 2, 0), "60000 by 60000 pixels, more than 40 megapixels"),
            (png(8_000, 8_000, 8, 0, 8_000 * 8_001), "8000 by 8000 pixels"),
            (png(6_000, 6_000, 16, 6, 0), "too many bits"),
            (jpeg.clone(), "60000 by 60000 pixels"),
            (vast.clone(), "16383 by 16383 pixels"),
            (layered.clone(), "too many scans"),
        ];
        for (bomb, reason) in bombs {
            assert!(bomb.len() < 200_000, "a bomb is small");
            let given = desk.refusal(bomb).await;
            assert!(given.contains(reason), "{given} is not {reason}");
        }
        // A colour profile that swells is thrown away before anything is decoded.
        let (status, view) = desk.add("near", colour_bomb.clone()).await;
        assert_eq!(status, StatusCode::CREATED);
        assert!(view["bytes"].as_u64().unwrap() < 20_000 && colour_bomb.len() > 200_000);
    }
}

#[tokio::test]
async fn fifty_megabytes_are_too_large_and_a_stream_without_end_is_left() {
    for desk in desks().await {
        let (status, problem) = desk.add("near", vec![0xFF; 50_000_000]).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(problem["detail"].as_str().unwrap().contains("larger than 10485760 bytes"), "{problem}");

        let polled = Arc::new(AtomicUsize::new(0));
        let counter = polled.clone();
        let endless = stream::repeat_with(move || {
            counter.fetch_add(1, Ordering::Relaxed);
            Ok::<_, std::io::Error>(Bytes::from_static(&[0xFF; 1 << 16]))
        });
        let (status, _) = desk.add("near", Body::from_stream(endless)).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(polled.load(Ordering::Relaxed) <= 1_025, "64 MB are read, no more");

        let broken = stream::iter([Ok(Bytes::from_static(b"\xFF\xD8\xFF")), Err(std::io::Error::other("gone"))]);
        let (status, problem) = desk.add("near", Body::from_stream(broken)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
        assert_eq!(desk.files(), 0);
    }
}

#[tokio::test]
async fn a_position_in_a_wrong_datum_or_beyond_the_earth_is_refused_by_name() {
    let datum = |name: &str| [position(), vec![ascii(Tag::GPSMapDatum, name)]].concat();
    let north = |parts, half: &str| {
        let mut fields = position();
        fields[0] = ascii(Tag::GPSLatitudeRef, half);
        fields[1] = angle(Tag::GPSLatitude, parts);
        fields
    };
    let beyond = "no place on Earth";
    let refused: [(Vec<Field>, &str); 9] = [
        (datum("GCJ-02"), "“GCJ-02”"),
        (datum("TOKYO"), "“TOKYO”"),
        (datum("BD09"), "set the camera to WGS-84"),
        (
            [position(), vec![Field { tag: Tag::GPSMapDatum, ifd_num: In::PRIMARY, value: Written::Short(vec![2]) }]]
                .concat(),
            "“2”",
        ),
        (north([(91, 1), (0, 1), (0, 1)], "N"), beyond),
        (north([(31, 1), (75, 1), (0, 1)], "N"), beyond),
        (north([(31, 0), (0, 1), (0, 1)], "N"), beyond),
        (north([(31, 1), (0, 1), (0, 1)], "Q"), beyond),
        (position()[..2].to_vec(), beyond),
    ];
    let none = [(0, 0), (0, 0), (0, 0)];
    let zero = [(0, 1), (0, 1), (0, 1)];
    let taken = [
        (position(), true),
        (datum(""), true),
        (datum("WGS84"), true),
        (datum("wgs 84"), true),
        (datum("CGCS2000"), true),
        (north([(31, 1), (2034, 100), (0, 0)], "S"), true),
        (vec![angle(Tag::GPSLatitude, none), angle(Tag::GPSLongitude, none), ascii(Tag::GPSMapDatum, "TOKYO")], false),
        (
            [angle(Tag::GPSLatitude, zero), angle(Tag::GPSLongitude, zero)]
                .into_iter()
                .chain([ascii(Tag::GPSLatitudeRef, "N"), ascii(Tag::GPSLongitudeRef, "E")])
                .collect(),
            false,
        ),
    ];
    for desk in desks().await {
        for (fields, reason) in &refused {
            let given = desk.refusal(with_exif(plain(ImageFormat::Jpeg, 0), fields)).await;
            assert!(given.contains(reason), "{given} does not say {reason}");
        }
        assert_eq!(desk.files(), 0);
        for (seed, (fields, placed)) in taken.iter().enumerate() {
            let (status, view) = desk.add("near", with_exif(plain(ImageFormat::Jpeg, seed as u8), fields)).await;
            assert_eq!((status, view["location"].is_object()), (StatusCode::CREATED, *placed), "{seed}: {view}");
        }
    }
}

#[tokio::test]
async fn nobody_else_sees_a_photo_and_no_path_leads_out_of_the_folder() {
    for desk in desks().await {
        let (_, view) = desk.add("before", plain(ImageFormat::Jpeg, 0)).await;
        let id = view["id"].as_str().unwrap();
        let doors = [
            ("POST", format!("/api/v1/cases/{}/evidence?kind=near", desk.case)),
            ("GET", format!("/api/v1/cases/{}/evidence", desk.case)),
            ("GET", format!("/api/v1/evidence/{id}")),
            ("GET", format!("/api/v1/evidence/{id}/thumbnail")),
        ];
        for (method, path) in &doors {
            let (status, _) = desk.city.call(method, path, "", None).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{method} {path}");
        }
        let status = async |method: &str, path: &str| desk.city.call(method, path, &desk.cookie, None).await.0;
        assert_eq!(status("GET", "/api/v1/cases/E0130-19990101-01/evidence").await, StatusCode::NOT_FOUND);
        assert_eq!(status("POST", "/api/v1/cases/E0130-19990101-01/evidence?kind=near").await, StatusCode::NOT_FOUND);
        for query in ["", "?kind=selfie", "?kind=near&case=other"] {
            let path = format!("/api/v1/cases/{}/evidence{query}", desk.case);
            assert_eq!(status("POST", &path).await, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        }

        std::fs::write(desk.city.data.path().join("secret"), "nobody reads this").unwrap();
        let (shelf, name) = id.split_at(2);
        let tricks = [
            "..%2fsecret".to_owned(),
            "%2e%2e%2f%2e%2e%2fsecret".to_owned(),
            format!("{shelf}%2f{name}"),
            format!("{shelf}%2f..%2f{shelf}%2f{name}"),
            format!("{id}.thumbnail"),
            format!("{id}%00"),
            id.to_uppercase(),
            id[1..].to_owned(),
            "0".repeat(64),
            "é".repeat(32),
        ];
        for trick in tricks {
            for path in [format!("/api/v1/evidence/{trick}"), format!("/api/v1/evidence/{trick}/thumbnail")] {
                assert_eq!(status("GET", &path).await, StatusCode::NOT_FOUND, "{path}");
            }
        }
    }
}

#[tokio::test]
async fn the_same_photo_is_kept_once_and_a_case_has_its_number_of_photos_however_many_come_at_once() {
    for desk in desks().await {
        let photo = plain(ImageFormat::Png, 0);
        // The same pixels with other metadata are the same photo.
        let twin = with_exif(photo.clone(), &camera());
        let answers =
            join_all((0..8).map(|n| desk.add("near", if n % 2 == 0 { photo.clone() } else { twin.clone() }))).await;
        let fresh = answers.iter().filter(|(status, _)| *status == StatusCode::CREATED).count();
        assert_eq!((fresh, desk.list().await.len(), desk.files()), (1, 1, 2), "{}", desk.city.engine);
        assert!(answers.iter().all(|(_, view)| view == &answers[0].1));
        let (status, _) = desk.add("after", photo).await;
        assert_eq!((status, desk.list().await.len(), desk.files()), (StatusCode::CREATED, 2, 2));

        let answers = join_all((1..=25).map(|seed| desk.add("far", plain(ImageFormat::Png, seed)))).await;
        let most = MAX_PER_CASE as usize;
        let full: Vec<_> = answers.iter().filter(|(status, _)| *status != StatusCode::CREATED).collect();
        assert_eq!((full.len(), desk.list().await.len()), (27 - most, most), "{}", desk.city.engine);
        for (status, problem) in full {
            assert_eq!(*status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(problem["errors"][0]["detail"].as_str().unwrap().contains("at most 20 photos"), "{problem}");
        }
        let files = desk.files();
        assert_eq!(desk.add("far", plain(ImageFormat::Jpeg, 77)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(desk.files(), files, "what a full case refuses is not on disk");
        // What the full case has already is still answered.
        assert_eq!(desk.add("near", plain(ImageFormat::Png, 0)).await.0, StatusCode::OK);
    }
}

#[test]
fn a_camera_without_a_zone_is_in_china_and_a_clock_that_was_never_set_says_nothing() {
    let original = |text: &str| ascii(Tag::DateTimeOriginal, text);
    let offset = |text: &str| ascii(Tag::OffsetTimeOriginal, text);
    let noon = "2026:02:28 12:00:00";
    let clocks = [
        (vec![original(noon)], Some("2026-02-28T04:00:00Z")),
        (vec![original(noon), offset("-05:30")], Some("2026-02-28T17:30:00Z")),
        (vec![original(noon), offset("   :  ")], Some("2026-02-28T04:00:00Z")),
        (vec![original(noon), offset("+99:00")], None),
        (vec![original("2026:02:29 12:00:00")], None),
        (vec![original("9999:12:31 23:59:59"), offset("-12:00")], None),
        (vec![original("0000:00:00 00:00:00")], None),
        (vec![original("    :  :     :  :  ")], None),
        (vec![ascii(Tag::DateTime, noon)], None),
    ];
    for (fields, moment) in clocks {
        let photo = develop(with_exif(plain(ImageFormat::Jpeg, 0), &fields).into()).unwrap();
        assert_eq!(photo.taken_at, moment.map(|text| text.parse().unwrap()), "{fields:?}");
    }
}

#[test]
fn a_position_in_a_damaged_exif_needs_its_datum() {
    let torn = |fields: Vec<Field>| {
        let mut file = with_exif(plain(ImageFormat::Jpeg, 0), &[fields, vec![ascii(Tag::Make, PLANTED)]].concat());
        let maker = file.windows(8).position(|entry| entry == [1, 0x0F, 0, 2, 0, 0, 0, 14]).expect("the maker's entry");
        file[maker + 4] = 0x7F;
        develop(file.into()).map(|photo| photo.position.is_some())
    };
    let datum = |name: &str| [position(), vec![ascii(Tag::GPSMapDatum, name)]].concat();
    assert_eq!(torn(position()), Ok(false));
    assert_eq!(torn(datum("WGS-84")), Ok(true));
    assert_eq!(torn(datum("TOKYO")), Err(Refusal::Datum("TOKYO".to_owned())));
}

#[test]
fn damage_is_refused_or_harmless_and_never_a_panic() {
    let mut dice = StdRng::seed_from_u64(30428);
    let (mut taken, mut refused) = (0, 0);
    for format in FORMATS {
        let whole = with_plants(with_exif(plain(format, 0), &camera()));
        for _ in 0..1_500 {
            let mut damaged = whole.clone();
            for _ in 0..dice.random_range(1..6) {
                let at = dice.random_range(0..damaged.len());
                match dice.random_range(0..3) {
                    0 => damaged[at] = dice.random(),
                    1 => damaged[at] = [0x00, 0xFF, 0x7F, 0x80][dice.random_range(0..4)],
                    _ => drop(damaged.drain(at..(at + dice.random_range(1..9)).min(damaged.len()))),
                }
            }
            match develop(damaged.into()) {
                Ok(photo) => {
                    taken += 1;
                    assert!(!holds(&photo.bytes, PLANTED));
                }
                Err(_) => refused += 1,
            }
        }
    }
    assert!(taken > 300 && refused > 300, "{taken} taken, {refused} refused: the damage is too weak or too strong");
    assert_eq!(develop(Bytes::new()).err(), Some(Refusal::NotAPhoto));
}
