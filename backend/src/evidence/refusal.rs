//! Why a photo is refused, and what its sender can do.

use crate::both;
use crate::http::Both;
use shared::evidence::{MAX_PER_CASE, MAX_PIXELS};

/// A photo that is not taken. Nothing of it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The content is of another kind, whatever name or header it came with.
    NotAPhoto,
    /// Cut off, damaged, or of a rare kind that the decoder does not read.
    Broken,
    Animated,
    TooManyPixels {
        width: u32,
        height: u32,
    },
    /// Few enough pixels, but too many bits in each.
    TooDeep,
    /// A JPEG in more layers than any camera writes: each costs as much as a photo.
    TooManyScans,
    /// Its position is given in a datum that would put it hundreds of metres off.
    Datum(String),
    /// Its position is half-given, or no place on Earth.
    Position,
    /// The case has as many photos as it may.
    CaseIsFull,
}

impl Refusal {
    /// The reason and the mend.
    pub fn text(&self) -> Both {
        match self {
            Refusal::NotAPhoto => both!(
                "文件内容不是 JPEG、PNG 或 WebP 照片；iPhone 请在“设置 › 相机 › 格式”中选择“兼容性最佳”",
                "the content is no JPEG, PNG or WebP photo; on an iPhone choose Settings › Camera › Formats › Most Compatible"
            ),
            Refusal::Broken => both!(
                "照片不完整、已损坏或编码方式罕见，请重新拍摄或重新上传",
                "the photo is incomplete, damaged or of a rare kind; take or send it again"
            ),
            Refusal::Animated => both!("不接受动图，请上传单张照片", "animations are not taken; send a single photo"),
            Refusal::TooManyPixels { width, height } => {
                let most = MAX_PIXELS / 1_000_000;
                both!(
                    "照片为 {width}×{height} 像素，超过 {most} 百万像素的上限；请降低相机分辨率后重新拍摄",
                    "the photo has {width} by {height} pixels, more than {most} megapixels; lower the camera's resolution"
                )
            }
            Refusal::TooDeep => both!(
                "照片的色深过高，解码所需内存超过上限；请保存为每通道 8 位后重新上传",
                "the photo has too many bits in a pixel to be decoded; save it with 8 bits a channel"
            ),
            Refusal::TooManyScans => both!(
                "该 JPEG 的扫描层过多，请重新保存为普通 JPEG 后上传",
                "this JPEG has too many scans; save it anew as an ordinary JPEG"
            ),
            Refusal::Datum(datum) => both!(
                "照片位置的坐标系为“{datum}”，只接受 WGS-84 或 CGCS2000；请将相机的坐标系设为 WGS-84，或关闭照片位置后重新拍摄",
                "the photo's position is given in “{datum}”, and only WGS-84 or CGCS2000 is taken; set the camera to WGS-84, or take the photo without its position"
            ),
            Refusal::Position => both!(
                "照片位置的经纬度不完整或超出范围；请关闭照片位置后重新拍摄",
                "the photo's position is incomplete or no place on Earth; take the photo without its position"
            ),
            Refusal::CaseIsFull => both!(
                "每个案件最多 {MAX_PER_CASE} 张照片，该案件已满",
                "a case has at most {MAX_PER_CASE} photos, and this one has them"
            ),
        }
    }
}
