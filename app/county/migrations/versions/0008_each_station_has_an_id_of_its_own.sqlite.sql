CREATE UNIQUE INDEX uq_station_station_id ON station (county_id, station_id);
ALTER TABLE join_code DROP COLUMN tries;
