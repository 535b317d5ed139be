ALTER TABLE "activity_digests" ADD COLUMN "state" text NOT NULL;--> statement-breakpoint
ALTER TABLE "activity_digests" ADD COLUMN "verified_from" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "activity_digests" ADD COLUMN "verified_to" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "activity_digests" ADD COLUMN "trouble" text;