//! The file around the pixels: reads its EXIF, and builds it anew from the parts that a decoder needs.
//!
//! Invariant: nothing is carried over because it is unknown. Comments, colour profiles, text, embedded previews, second
//! pictures, films behind the picture: what is not named here is gone. The pixels' own bytes are not touched.

use super::refusal::Refusal;
use bytes::Bytes;
use img_parts::png::Png;
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::{CHUNK_ALPH, CHUNK_ANIM, CHUNK_ANMF, CHUNK_VP8, CHUNK_VP8L, WebP};
use img_parts::{ImageEXIF, ImageICC};
use shared::evidence::PhotoFormat;

/// Cameras write up to a dozen.
const MOST_SCANS: usize = 32;
/// The PNG chunks that pixels and their colours need, and the length that each has at most.
const PNG_CHUNKS: [([u8; 4], usize); 8] = [
    (*b"IHDR", 13),
    (*b"PLTE", 768),
    (*b"tRNS", 256),
    (*b"sRGB", 1),
    (*b"gAMA", 4),
    (*b"cHRM", 32),
    (*b"IDAT", usize::MAX),
    (*b"IEND", 0),
];

/// A photo's file, taken apart.
pub struct Container {
    parts: Parts,
    /// A TIFF, as EXIF is.
    pub exif: Option<Bytes>,
}

enum Parts {
    Jpeg(Vec<u8>),
    Png(Png),
    WebP(WebP),
}

impl Container {
    /// Takes a file apart; one that is cut off or holds several pictures in time is refused.
    pub fn open(format: PhotoFormat, file: Bytes) -> Result<Container, Refusal> {
        match format {
            PhotoFormat::Jpeg => jpeg(&file),
            PhotoFormat::Png => png(file),
            PhotoFormat::WebP => webp(file),
        }
    }

    /// The file with nothing but its pixels and the way they are to be turned (an EXIF orientation, 1 to 8).
    pub fn close(self, orientation: u8) -> Bytes {
        let exif = (orientation != 1).then(|| only(orientation));
        match self.parts {
            Parts::Jpeg(mut file) => {
                if let Some(exif) = exif {
                    let body = [b"Exif\0\0".as_slice(), &exif].concat();
                    let mut segment = Vec::new();
                    push_segment(&mut segment, APP1, &body);
                    file.splice(2..2, segment);
                }
                file.into()
            }
            Parts::Png(mut png) => {
                png.set_exif(exif);
                png.encoder().bytes()
            }
            Parts::WebP(mut webp) => {
                webp.set_exif(exif);
                webp.encoder().bytes()
            }
        }
    }
}

/// An EXIF that says which way is up, and no more.
fn only(orientation: u8) -> Bytes {
    let mut exif = *b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0";
    exif[18] = orientation;
    Bytes::copy_from_slice(&exif)
}

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const APP1: u8 = 0xE1;
const APP14: u8 = 0xEE;

/// Walks a JPEG from marker to marker. The libraries at hand keep everything behind the first scan as it came, up to a
/// whole film behind the picture; here the file ends where the picture does.
fn jpeg(file: &[u8]) -> Result<Container, Refusal> {
    let mut rest = file.strip_prefix(&[0xFF, SOI]).ok_or(Refusal::Broken)?;
    let mut clean = Vec::with_capacity(file.len());
    clean.extend([0xFF, SOI]);
    let (mut exif, mut scans, mut in_scan) = (None, 0, false);
    loop {
        // In a scan 0xFF is followed by 0 when it is data, by 0xD0 to 0xD7 when it is a restart, by itself as padding.
        let end = rest.windows(2).position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0 | 0xD0..=0xD7 | 0xFF));
        let end = end.ok_or(Refusal::Broken)?;
        if in_scan {
            clean.extend(&rest[..end]);
        }
        let marker = rest[end + 1];
        rest = &rest[end + 2..];
        if marker == EOI {
            clean.extend([0xFF, EOI]);
            return Ok(Container { parts: Parts::Jpeg(clean), exif });
        }
        let length = rest.first_chunk().map(|length| usize::from(u16::from_be_bytes(*length)));
        let body = length.and_then(|length| rest.get(2..length)).ok_or(Refusal::Broken)?;
        rest = &rest[body.len() + 2..];
        in_scan = marker == SOS;
        scans += usize::from(in_scan);
        if scans > MOST_SCANS {
            return Err(Refusal::TooManyScans);
        }
        match marker {
            // Frame (baseline, extended, progressive), Huffman tables, scan, quantisation, restart interval.
            0xC0..=0xC2 | 0xC4 | SOS | 0xDB | 0xDD => push_segment(&mut clean, marker, body),
            // Adobe's says how the channels make a colour.
            APP14 if body.starts_with(b"Adobe") => push_segment(&mut clean, marker, &body[..body.len().min(12)]),
            APP1 if exif.is_none() => exif = body.strip_prefix(b"Exif\0\0").map(Bytes::copy_from_slice),
            _ => {}
        }
    }
}

fn push_segment(file: &mut Vec<u8>, marker: u8, body: &[u8]) {
    let length = u16::try_from(body.len() + 2).expect("a segment comes from a segment");
    file.extend([0xFF, marker]);
    file.extend(length.to_be_bytes());
    file.extend(body);
}

fn png(file: Bytes) -> Result<Container, Refusal> {
    let mut png = Png::from_bytes(file).map_err(|_| Refusal::Broken)?;
    let exif = png.exif();
    png.chunks_mut()
        .retain(|chunk| PNG_CHUNKS.iter().any(|(kind, most)| chunk.kind() == *kind && chunk.contents().len() <= *most));
    if png.chunks().last().is_none_or(|chunk| chunk.kind() != *b"IEND") {
        return Err(Refusal::Broken);
    }
    Ok(Container { parts: Parts::Png(png), exif })
}

fn webp(file: Bytes) -> Result<Container, Refusal> {
    let webp = WebP::from_bytes(file).map_err(|_| Refusal::Broken)?;
    if webp.has_chunk(CHUNK_ANIM) || webp.has_chunk(CHUNK_ANMF) {
        return Err(Refusal::Animated);
    }
    let exif = webp.exif();
    let first = |id| webp.chunk_by_id(id).cloned();
    let subchunks = match (first(CHUNK_VP8), first(CHUNK_VP8L)) {
        (Some(lossy), None) => first(CHUNK_ALPH).into_iter().chain([lossy]).collect(),
        (None, Some(lossless)) => vec![lossless],
        _ => return Err(Refusal::Broken),
    };
    let riff = RiffChunk::new(*b"RIFF", RiffContent::List { kind: Some(*b"WEBP"), subchunks });
    let mut webp = WebP::new(riff).map_err(|_| Refusal::Broken)?;
    // Also decides whether the file needs its extended header.
    webp.set_icc_profile(None);
    Ok(Container { parts: Parts::WebP(webp), exif })
}
