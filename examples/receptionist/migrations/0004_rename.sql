ALTER TABLE calls RENAME COLUMN customer_phone TO caller_number;
ALTER TABLE appointments RENAME TO bookings;

-- Every booking says where it came from. Old ones were made by telephone.
ALTER TABLE bookings ADD COLUMN channel text;
UPDATE bookings SET channel = 'telephone';
ALTER TABLE bookings ALTER COLUMN channel SET NOT NULL;
