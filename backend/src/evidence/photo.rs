//! From the bytes that somebody sent to a photo that is kept, or the reason why not. Pure: no I/O, no clock.
//!
//! Order matters: format by content, metadata read and removed, size read from the header of what is left, and only then
//! pixels. The decoder never sees a part that is not kept.

use super::container::Container;
use super::files::Hash;
use super::refusal::Refusal;
use super::taken::Taken;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgba, RgbaImage, imageops};
use shared::evidence::{MAX_PIXELS, PhotoFormat, THUMBNAIL};
use shared::geo::Position;
use std::io::Cursor;

/// Bytes of decoded pixels, at most: 40 megapixels of four channels with eight bits.
const MAX_DECODED: u64 = MAX_PIXELS * 4;
const THUMBNAIL_QUALITY: u8 = 80;

/// A photo as it is kept.
#[derive(Clone, Debug)]
pub struct Photo {
    pub hash: Hash,
    pub format: PhotoFormat,
    pub bytes: Bytes,
    /// A JPEG, already turned.
    pub thumbnail: Vec<u8>,
    /// As the photo is to be shown.
    pub width: u32,
    pub height: u32,
    pub taken_at: Option<DateTime<Utc>>,
    pub position: Option<Position>,
}

/// Checks a photo, strips it, and makes its thumbnail. Takes up to some seconds and 400 MB: never call it on a thread that
/// serves others.
pub fn develop(sent: Bytes) -> Result<Photo, Refusal> {
    let (format, decoder) = match image::guess_format(&sent) {
        Ok(ImageFormat::Jpeg) => (PhotoFormat::Jpeg, ImageFormat::Jpeg),
        Ok(ImageFormat::Png) => (PhotoFormat::Png, ImageFormat::Png),
        Ok(ImageFormat::WebP) => (PhotoFormat::WebP, ImageFormat::WebP),
        _ => return Err(Refusal::NotAPhoto),
    };
    let container = Container::open(format, sent)?;
    let taken = Taken::read(container.exif.as_deref())?;
    let bytes = container.close(taken.orientation);
    let picture = decode(&bytes, decoder)?;
    let orientation = Orientation::from_exif(taken.orientation).unwrap_or(Orientation::NoTransforms);
    let (width, height) = match taken.orientation {
        5.. => (picture.height(), picture.width()),
        _ => (picture.width(), picture.height()),
    };
    Ok(Photo {
        hash: Hash::of(&bytes),
        format,
        thumbnail: thumbnail(picture, orientation)?,
        bytes,
        width,
        height,
        taken_at: taken.at,
        position: taken.position,
    })
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Refusal> {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_DECODED);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Refusal::TooManyPixels { width, height });
    }
    if decoder.total_bytes() > MAX_DECODED {
        return Err(Refusal::TooDeep);
    }
    DynamicImage::from_decoder(decoder).map_err(refusal)
}

fn refusal(error: ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::TooDeep,
        _ => Refusal::Broken,
    }
}

/// On white where the photo is transparent: a thumbnail is a JPEG.
fn thumbnail(picture: DynamicImage, orientation: Orientation) -> Result<Vec<u8>, Refusal> {
    let large = picture.width().max(picture.height()) > THUMBNAIL;
    let mut small = if large { picture.thumbnail(THUMBNAIL, THUMBNAIL) } else { picture };
    small.apply_orientation(orientation);
    let mut white = RgbaImage::from_pixel(small.width(), small.height(), Rgba([255; 4]));
    imageops::overlay(&mut white, &small.to_rgba8(), 0, 0);
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, THUMBNAIL_QUALITY);
    DynamicImage::from(white).to_rgb8().write_with_encoder(encoder).map_err(|_| Refusal::Broken)?;
    Ok(jpeg)
}
