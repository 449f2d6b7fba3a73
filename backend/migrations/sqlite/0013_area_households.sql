-- Households are counted where people live.
ALTER TABLE area DROP COLUMN households;
