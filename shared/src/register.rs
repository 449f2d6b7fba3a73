//! The register of houses and people (户籍房屋台账), as tables that are read in.

words! {
    /// A table of the register.
    RegisterTable {
        Buildings = "buildings", "楼栋", "Buildings";
        Dwellings = "dwellings", "户室", "Dwellings";
        Residents = "residents", "人员", "Residents";
    }
}

words! {
    /// How an import stands.
    ImportState {
        Waiting = "waiting", "排队中", "Waiting";
        Running = "running", "导入中", "Running";
        Done = "done", "已完成", "Done";
        Cancelled = "cancelled", "已取消", "Cancelled";
        Failed = "failed", "未能导入", "Failed";
        Interrupted = "interrupted", "已中断", "Interrupted";
    }
}

impl ImportState {
    /// Nothing happens to it any more by itself.
    pub fn is_over(self) -> bool {
        !matches!(self, ImportState::Waiting | ImportState::Running)
    }
}

/// Bytes of a table as it is sent, at most.
pub const MAX_BYTES: u64 = 256 * 1024 * 1024;
