//! Workers and their posts: 1 grid worker + 2 auxiliary police + N volunteers for every general grid.

words! {
    /// A post at an area. A person may hold several.
    Post {
        GridWorker = "grid_worker", "网格员", "Grid worker";
        BackupWorker = "backup_worker", "替岗网格员", "Backup worker";
        AuxiliaryPolice = "auxiliary_police", "辅警", "Auxiliary police";
        Volunteer = "volunteer", "志愿者", "Volunteer";
        GridLeader = "grid_leader", "网格长", "Grid leader";
        CommunityHead = "community_head", "社区负责人", "Community head";
        BuildingLeader = "building_leader", "楼长", "Building leader";
    }
}

words! {
    /// Why this worker and not another.
    WorkerChoice {
        OnDuty = "on_duty", "主责网格员在岗", "the grid's own worker is on duty";
        Backup = "backup", "主责网格员不在岗，由替岗网格员负责", "the grid's worker is away, the backup is on duty";
        GridLeader = "grid_leader", "网格员与替岗均不在岗，由网格长负责", "worker and backup are away, the grid leader takes over";
        Community = "community", "网格内无人在岗，由社区负责", "nobody of the grid is on duty, the community takes over";
        Nobody = "nobody", "社区亦无人在岗，转区级待派", "nobody is on duty in the community either, the district pool holds it";
    }
}

words! {
    /// The departments that a case may be handed to.
    Department {
        UrbanManagement = "urban_management", "城管", "Urban management";
        Sanitation = "sanitation", "环卫", "Sanitation";
        Municipal = "municipal", "市政", "Municipal works";
        Drainage = "drainage", "排水", "Drainage";
        Gas = "gas", "燃气", "Gas";
        Water = "water", "供水", "Water supply";
        Police = "police", "公安", "Police";
        Fire = "fire", "消防", "Fire service";
        Housing = "housing", "住建", "Housing";
        CivilAffairs = "civil_affairs", "民政", "Civil affairs";
        HumanResources = "human_resources", "人社", "Human resources";
        Health = "health", "卫健", "Health";
        Justice = "justice", "司法", "Justice";
        MarketRegulation = "market_regulation", "市场监管", "Market regulation";
        Ecology = "ecology", "生态环境", "Ecology";
        Subdistrict = "subdistrict", "街道办", "Subdistrict office";
    }
}
