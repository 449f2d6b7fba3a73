//! Photos for the tests, built in code: no picture lies in the repository.

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use img_parts::jpeg::{JpegSegment, markers};
use img_parts::png::PngChunk;
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::WebP;
use img_parts::{Bytes, DynImage, ImageEXIF, ImageICC};
use std::io::{Cursor, Write};

/// Written into everything that must not be kept.
pub const PLANTED: &str = "PlantedSecret";
pub const FORMATS: [ImageFormat; 3] = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];
/// The corner that marks the top left of [`picture`].
pub const RED: Rgb<u8> = Rgb([220, 30, 30]);

/// Blue shades that differ with the seed, and a red quarter at the top left.
pub fn picture(width: u32, height: u32, seed: u8) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| {
        let corner = x < width / 2 && y < height / 2;
        if corner { RED } else { Rgb([20, (x * 90 / width) as u8, 150u8.wrapping_add(seed)]) }
    })
    .into()
}

pub fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).expect("the picture is encoded");
    file.into_inner()
}

/// A small photo without metadata.
pub fn plain(format: ImageFormat, seed: u8) -> Vec<u8> {
    encoded(&picture(64, 48, seed), format)
}

pub fn ascii(tag: Tag, text: &str) -> Field {
    Field { tag, ifd_num: In::PRIMARY, value: Value::Ascii(vec![text.as_bytes().to_vec()]) }
}

pub fn angle(tag: Tag, parts: [(u32, u32); 3]) -> Field {
    let parts = parts.map(|(num, denom)| Rational { num, denom });
    Field { tag, ifd_num: In::PRIMARY, value: Value::Rational(parts.to_vec()) }
}

pub fn turned(orientation: u16) -> Field {
    Field { tag: Tag::Orientation, ifd_num: In::PRIMARY, value: Value::Short(vec![orientation]) }
}

/// 31°20′24.5″ N, 118°22′30″ E.
pub fn position() -> Vec<Field> {
    vec![
        ascii(Tag::GPSLatitudeRef, "N"),
        angle(Tag::GPSLatitude, [(31, 1), (20, 1), (245, 10)]),
        ascii(Tag::GPSLongitudeRef, "E"),
        angle(Tag::GPSLongitude, [(118, 1), (22, 1), (30, 1)]),
    ]
}

/// What a telephone writes down.
pub fn camera() -> Vec<Field> {
    let mut fields = position();
    fields.extend([
        ascii(Tag::Make, PLANTED),
        ascii(Tag::DateTimeOriginal, "2026:11:20 09:30:15"),
        ascii(Tag::OffsetTimeOriginal, "+08:00"),
        ascii(Tag::GPSMapDatum, "WGS-84"),
    ]);
    fields
}

/// The photo with an EXIF of these fields.
pub fn with_exif(file: Vec<u8>, fields: &[Field]) -> Vec<u8> {
    let (mut writer, mut exif) = (Writer::new(), Cursor::new(Vec::new()));
    fields.iter().for_each(|field| writer.push_field(field));
    writer.write(&mut exif, false).expect("the EXIF is written");
    let mut image = DynImage::from_bytes(file.into()).expect("a photo").expect("a known format");
    image.set_exif(Some(exif.into_inner().into()));
    image.encoder().bytes().to_vec()
}

/// The photo with something in every corner that a container has for it.
pub fn with_plants(file: Vec<u8>) -> Vec<u8> {
    let mut image = DynImage::from_bytes(file.into()).expect("a photo").expect("a known format");
    image.set_icc_profile(Some(PLANTED.into()));
    match &mut image {
        DynImage::Jpeg(jpeg) => {
            let xmp = Bytes::from(format!("http://ns.adobe.com/xap/1.0/\0<x>{PLANTED}</x>"));
            let plants = [(markers::APP1, xmp), (markers::APP13, PLANTED.into()), (markers::COM, PLANTED.into())];
            let plants = plants.map(|(marker, body)| JpegSegment::new_with_contents(marker, body));
            jpeg.segments_mut().splice(1..1, plants);
        }
        DynImage::Png(png) => {
            let plants = [*b"tEXt", *b"iTXt", *b"zTXt", *b"gAMA", *b"prVt"];
            let plants = plants.map(|kind| PngChunk::new(kind, PLANTED.into()));
            png.chunks_mut().splice(1..1, plants);
        }
        DynImage::WebP(webp) => {
            let plants = [*b"XMP ", *b"SECR", *b"VP8L"];
            let plants = plants.map(|id| RiffChunk::new(id, RiffContent::Data(PLANTED.into())));
            webp.chunks_mut().extend(plants);
        }
    }
    let mut file = image.encoder().bytes().to_vec();
    file.extend_from_slice(format!("<script>{PLANTED}</script>").as_bytes());
    file
}

/// A PNG whose header says what it likes and whose pixels are `zeros` zero bytes.
pub fn png(width: u32, height: u32, depth: u8, colour: u8, zeros: usize) -> Vec<u8> {
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([depth, colour, 0, 0, 0]);
    let chunks = [(*b"IHDR", header), (*b"IDAT", zlib(zeros)), (*b"IEND", Vec::new())];
    let chunks = chunks.map(|(kind, body)| PngChunk::new(kind, body.into()));
    let mut png = img_parts::png::Png::from_bytes(plain(ImageFormat::Png, 0).into()).expect("a PNG");
    *png.chunks_mut() = chunks.into();
    png.encoder().bytes().to_vec()
}

/// Zeros, as small as they go.
pub fn zlib(zeros: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let block = vec![0; 1 << 20];
    for from in (0..zeros).step_by(block.len()) {
        encoder.write_all(&block[..block.len().min(zeros - from)]).expect("memory takes it");
    }
    encoder.finish().expect("memory takes it")
}

/// A WebP of these chunks.
pub fn webp(chunks: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let chunks = chunks.iter().map(|(id, body)| RiffChunk::new(*id, RiffContent::Data(body.clone().into())));
    let content = RiffContent::List { kind: Some(*b"WEBP"), subchunks: chunks.collect() };
    WebP::new(RiffChunk::new(*b"RIFF", content)).expect("a WebP").encoder().bytes().to_vec()
}

/// Whether the bytes hold this text.
pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
