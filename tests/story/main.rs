//! Stories from the district, told through the doors of the real program.

mod audit;
mod casework_durability;
mod durability;
mod known_answers;
mod other_engine;
mod report_to_live;
mod tenants;
