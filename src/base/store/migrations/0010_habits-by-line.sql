CREATE TABLE "activity_habits" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"principal" text,
	"peers" text,
	"odd_day" integer,
	"until_day" integer NOT NULL,
	"lines" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "activity_rates" (
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"api" text NOT NULL,
	"hour" integer NOT NULL,
	"calls" integer NOT NULL,
	"errors" integer NOT NULL,
	CONSTRAINT "activity_rates_account_id_region_api_hour_pk" PRIMARY KEY("account_id","region","api","hour")
);
--> statement-breakpoint
ALTER TABLE "activity_baselines" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP TABLE "activity_baselines" CASCADE;--> statement-breakpoint
ALTER TABLE "activity_sessions" ALTER COLUMN "body" SET DATA TYPE json;--> statement-breakpoint
CREATE INDEX "activity_habits_key" ON "activity_habits" USING btree ("key");--> statement-breakpoint
CREATE INDEX "activity_habits_principal" ON "activity_habits" USING btree ("principal");--> statement-breakpoint
CREATE INDEX "activity_habits_peers" ON "activity_habits" USING btree ("peers");--> statement-breakpoint
CREATE INDEX "activity_habits_odd" ON "activity_habits" USING btree ("odd_day");--> statement-breakpoint
CREATE INDEX "activity_rates_hour" ON "activity_rates" USING btree ("hour");