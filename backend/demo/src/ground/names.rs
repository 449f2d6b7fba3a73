//! Names of roads, communities, subdistricts and complexes: invented, in the way Chinese cities name.

use super::plane::Rank;

const FAMOUS: [&str; 34] = [
    "花津路",
    "赭山东路",
    "赭山西路",
    "北京路",
    "中山路",
    "长江路",
    "九华路",
    "弋江路",
    "黄山路",
    "银湖路",
    "文化路",
    "人民路",
    "解放路",
    "和平路",
    "建设路",
    "康复路",
    "吉和路",
    "新芜路",
    "利民路",
    "团结路",
    "中江大道",
    "鸠江路",
    "镜湖路",
    "神山路",
    "王家巷路",
    "延安路",
    "天门山路",
    "齐落山路",
    "瑞祥路",
    "云从路",
    "融汇路",
    "峨山路",
    "大工山路",
    "利民东路",
];
const FIRST: [&str; 40] = [
    "文", "景", "春", "秋", "云", "星", "月", "柳", "桃", "梅", "兰", "竹", "青", "碧", "清", "金", "玉", "瑞", "福",
    "安", "永", "长", "新", "东", "南", "西", "北", "凤", "龙", "鹤", "松", "枫", "荷", "莲", "锦", "华", "明", "嘉",
    "和", "仁",
];
const SECOND: [&str; 40] = [
    "林", "湖", "江", "山", "园", "亭", "桥", "塘", "溪", "泉", "台", "阁", "苑", "庭", "岸", "洲", "渡", "汀", "坡",
    "岭", "峰", "谷", "原", "城", "门", "井", "坊", "寺", "塔", "宁", "康", "乐", "兴", "盛", "昌", "平", "泰", "祥",
    "贤", "德",
];
const LANES: [&str; 12] =
    ["状元坊", "米市", "笆斗", "花", "薪市", "西花园", "儒林", "打铁", "油坊", "官沟", "马号", "双桐"];
const ESTATES: [&str; 12] = ["花园", "苑", "新村", "家园", "小区", "名邸", "公寓", "华庭", "雅居", "新城", "里", "府"];
const QUARTERS: [&str; 24] = [
    "镜湖",
    "赭山",
    "滨江",
    "弋矶山",
    "张家山",
    "范罗山",
    "天门山",
    "大砻坊",
    "汀棠",
    "荆山",
    "方村",
    "北门",
    "东郊",
    "凤鸣湖",
    "银湖",
    "吉和",
    "北京路",
    "澛港",
    "火龙",
    "马塘",
    "弋江桥",
    "利民",
    "龙山",
    "官陡",
];

/// Words of two characters without end: pairs, then pairs with a direction.
fn word(i: usize) -> String {
    let n = FIRST.len() * SECOND.len();
    // A step that shares no factor with the number of pairs visits each once.
    let j = (i % n) * 611 % n;
    let head = ["", "上", "下", "前", "后", "大", "小", "外", "内", "新"][i / n % 10];
    format!("{head}{}{}", FIRST[j / SECOND.len()], SECOND[j % SECOND.len()])
}

/// Hands out every road name once.
#[derive(Debug, Default)]
pub struct RoadNames {
    famous: usize,
    word: usize,
    lane: usize,
}

pub fn roads() -> RoadNames {
    RoadNames::default()
}

impl RoadNames {
    pub fn next_for(&mut self, rank: Rank) -> String {
        if rank <= Rank::Collector && self.famous < FAMOUS.len() {
            self.famous += 1;
            return FAMOUS[self.famous - 1].to_owned();
        }
        if rank == Rank::Lane && self.lane < LANES.len() {
            self.lane += 1;
            return format!("{}巷", LANES[self.lane - 1]);
        }
        self.word += 1;
        let suffix = match rank {
            Rank::Arterial => "大道",
            Rank::Collector => "路",
            Rank::Street if self.word.is_multiple_of(3) => "街",
            Rank::Street => "路",
            _ => "巷",
        };
        format!("{}{suffix}", word(self.word))
    }
}

pub fn subdistrict(i: usize) -> String {
    QUARTERS.get(i).map_or_else(|| format!("{}街道", word(1500 - i)), |n| format!("{n}街道"))
}

pub fn community(i: usize) -> String {
    format!("{}社区", word(i * 7 + 3))
}

pub fn estate(i: usize) -> String {
    format!("{}{}", word(i * 3 + 11), ESTATES[i % ESTATES.len()])
}

pub fn place(i: usize) -> String {
    word(i * 11 + 6)
}

pub fn village(i: usize) -> String {
    let heads = ["杨", "王", "李", "陈", "周", "徐", "赵", "钱", "孙", "吴", "汪", "鲁", "夏", "许", "谢", "方"];
    let tails = ["家村", "家圩", "家墩", "村", "家坝", "家埂"];
    format!("{}{}", heads[i % heads.len()], tails[i / heads.len() % tails.len()])
}

/// 第一, 第二 … as grids are counted.
pub fn ordinal(n: usize) -> String {
    let digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match n {
        0..=9 => digits[n].to_owned(),
        10..=19 => format!("十{}", digits[n - 10]),
        _ => format!("{}十{}", digits[n / 10], digits[n % 10]),
    }
}
