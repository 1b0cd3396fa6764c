-- +goose Up
ALTER TABLE orders ADD COLUMN region text NOT NULL DEFAULT md5(random()::text);
CREATE INDEX orders_region ON orders (region);
-- +goose Down
DROP INDEX orders_region;
