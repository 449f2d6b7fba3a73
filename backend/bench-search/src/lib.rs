//! A city of residents for benchmarks, and questions about it. Everything follows from a number, so that every run and
//! every program sees the same.

pub mod city;
pub mod questions;
