# Fits the model of docs/explanation/how-needs-are-estimated.md with lme4 and prints what Smeaton must agree with.
#
# Rscript fit.R answers.csv > <case>.csv      (make.py beside this file makes all of them)
# Kept results were made with R 4.2.2 and lme4 1.1-31.
suppressMessages(library(lme4))
file <- commandArgs(TRUE)[1]
d <- read.csv(file, stringsAsFactors = TRUE)
control <- lmerControl(
  optimizer = "nloptwrap", calc.derivs = FALSE, check.conv.singular = "ignore",
  optCtrl = list(algorithm = "NLOPT_LN_BOBYQA", xtol_abs = 1e-12, xtol_rel = 1e-12, ftol_abs = 1e-12,
                 ftol_rel = 1e-14, maxeval = 20000)
)
cat("kind,name,value\n")
line <- function(kind, name, value) cat(sprintf("%s,%s,%.12g\n", kind, name, value), sep = "")
rated <- subset(d, role == "vignette")
d <- droplevels(subset(d, role != "vignette"))
if (nrow(rated) > 0) {
  # What everybody's ratings of described colleagues say of their generosity is taken off their answers.
  rated <- droplevels(rated)
  g <- lmer(answer ~ 0 + item + (1 | department) + (1 | respondent), rated, REML = FALSE, control = control)
  v <- as.data.frame(VarCorr(g))
  line("vignettes", c(department = "culture", respondent = "person", Residual = "residual")[v$grp], v$vcov)
  common <- ranef(g)$department
  own <- ranef(g)$respondent
  generous <- ifelse(as.character(d$department) %in% rownames(common), common[as.character(d$department), 1], 0)
  alone <- ifelse(as.character(d$respondent) %in% rownames(own), own[as.character(d$respondent), 1], 0)
  d$answer <- d$answer - generous - alone
}
m <- lmer(
  answer ~ 0 + item + (1 | department) + (1 | department:strand) + (1 | respondent) + (1 | respondent:strand),
  d, REML = FALSE, control = control
)
v <- as.data.frame(VarCorr(m))
names <- c(department = "department", `department:strand` = "department_strand", respondent = "respondent",
           `respondent:strand` = "respondent_strand", Residual = "residual")
line("variance", names[v$grp], v$vcov)
restricted <- as.data.frame(VarCorr(update(m, REML = TRUE)))
line("restricted", names[restricted$grp], restricted$vcov)
line("deviance", "ml", -2 * as.numeric(logLik(m)))
beta <- fixef(m)
items <- sub("^item", "", names(beta))
strand <- tapply(as.character(d$strand), as.character(d$item), function(x) x[1])[items]
means <- tapply(beta, strand, mean)
line("strand", names(means), means)
cells <- ranef(m)$`department:strand`
part <- do.call(rbind, strsplit(rownames(cells), ":"))
whole <- ranef(m)$department[part[, 1], 1]
line("estimate", rownames(cells), means[part[, 2]] + whole + cells[, 1])
