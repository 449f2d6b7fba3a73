//! Places: residential complexes, buildings, entrances, dwellings, and the base layers under them.

words! {
    /// What a building is used for.
    BuildingKind {
        Residential = "residential", "住宅", "Residential";
        OldHouse = "old_house", "老旧民居", "Old house";
        Commercial = "commercial", "商业", "Commercial";
        Office = "office", "办公", "Office";
        School = "school", "学校", "School";
        Hospital = "hospital", "医院", "Hospital";
        Market = "market", "市场", "Market";
        Factory = "factory", "厂房", "Factory";
        Public = "public", "公共设施", "Public";
        Village = "village", "农房", "Village house";
        Shed = "shed", "附属用房", "Shed";
        Other = "other", "其他", "Other";
    }
}

words! {
    /// How a dwelling is used.
    DwellingUse {
        OwnerOccupied = "owner_occupied", "自住", "Owner-occupied";
        Rented = "rented", "出租", "Rented";
        Vacant = "vacant", "空置", "Vacant";
    }
}

words! {
    /// Layer of the base map.
    BaseLayer {
        Water = "water", "水系", "Water";
        Green = "green", "绿地", "Green";
        Landuse = "landuse", "用地", "Land use";
        Road = "road", "道路", "Roads";
        Poi = "poi", "地点", "Points of interest";
    }
}
