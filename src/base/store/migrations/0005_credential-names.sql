ALTER TABLE "credentials" DROP CONSTRAINT "credentials_name_unique";--> statement-breakpoint
DROP INDEX "credentials_account";--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_name" ON "credentials" USING btree ("account_id","name");