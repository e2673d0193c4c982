--[[ Pandoc and Quarto: a picture for each ```convanim fence. `convanim pandoc-filter` says where this file is.

Metadata, all of which may be left out:

    convanim:
      format: gif              # in HTML; svg by default
      theme: dark
      lang: de                 # of pictures whose fence names none
      folder: pictures         # beside what is written; convanim_files by default

Attributes of a fence: alt, caption, format, lang, theme, width, height, an identifier and classes. ]]

local program = os.getenv("CONVANIM") or "convanim"
local settings = {}

local PAPER = { latex = true, beamer = true, context = true }
local PAGE = { html = true, html4 = true, html5 = true, revealjs = true, slidy = true, slideous = true, s5 = true,
               dzslides = true, markdown = true, gfm = true, commonmark = true, commonmark_x = true }

local MIME = { svg = "image/svg+xml", gif = "image/gif", png = "image/png", webp = "image/webp", pdf = "application/pdf" }

local function medium()
  local format = FORMAT:match("^[^+-]+")
  return PAPER[format] and "paper" or PAGE[format] and "page" or "book"
end

local function folder_of(file)
  return file and file:match("^(.*)[/\\][^/\\]*$") or "."
end

local function escaped(text)
  return (text:gsub("&", "&amp;"):gsub('"', "&quot;"):gsub("<", "&lt;"):gsub(">", "&gt;"))
end

-- Where the files go, and how what is written calls that folder.
local function place()
  local name = settings.folder or "convanim_files"
  local beside = folder_of(PANDOC_STATE.output_file)
  return beside == "." and name or beside .. "/" .. name, name
end

-- The alternative text, and each file's URL, width, height and readers.
local function drawn(text, attributes)
  local folder, url = place()
  local words = { "fence", "--for", medium(), "--cache", folder, "--folder", folder_of(PANDOC_STATE.input_files[1]) }
  for _, name in ipairs({ "format", "theme", "lang", "alt" }) do
    local value = attributes[name] or settings[name]
    if value then
      table.insert(words, "--" .. name .. "=" .. value)
    end
  end
  local fine, printed = pcall(pandoc.pipe, program, words, text)
  if not fine then
    error("convanim: no picture for this fence; above it says why:\n" .. text, 0)
  end
  local lines = {}
  for line in printed:gsub("\r", ""):gmatch("[^\n]*") do
    table.insert(lines, line)
  end
  local files = {}
  for number = 2, #lines do
    local path, width, height, media = lines[number]:match("^([^\t]*)\t(%d+)\t(%d+)\t([^\t]*)$")
    if path then
      local name = path:match("[^/\\]*$")
      local file = assert(io.open(path, "rb"))
      pandoc.mediabag.insert(url .. "/" .. name, MIME[name:match("[^.]*$")], file:read("a"))
      file:close()
      table.insert(files, { url = url .. "/" .. name, width = width, height = height, media = media })
    end
  end
  return lines[1], files
end

-- HTML that picks among several files.
local function picture(alt, files, style)
  local parts = { "<picture>" }
  for number = 1, #files - 1 do
    local one = files[number]
    table.insert(parts, string.format('<source media="%s" srcset="%s" width="%s" height="%s">',
      escaped(one.media), escaped(one.url), one.width, one.height))
  end
  local last = files[#files]
  table.insert(parts, string.format('<img src="%s" width="%s" height="%s" style="%smax-width:100%%;height:auto" alt="%s">',
    escaped(last.url), last.width, last.height, style, escaped(alt)))
  table.insert(parts, "</picture>")
  return pandoc.RawInline("html", table.concat(parts))
end

local function image(alt, files, block)
  local width, height = block.attributes.width, block.attributes.height
  if #files > 1 then
    return picture(alt, files, width and "width:" .. escaped(width) .. ";" or "")
  end
  local attributes = { width = width, height = height }
  local classes = block.classes:filter(function(name) return name ~= "convanim" end)
  local shown = pandoc.Image({ pandoc.Str(alt) }, files[#files].url, "", pandoc.Attr("", classes, attributes))
  return shown
end

local function with_caption(inline, caption)
  local words = pandoc.utils.blocks_to_inlines(pandoc.read(caption, "markdown").blocks)
  if pandoc.Figure then
    return pandoc.Figure({ pandoc.Plain({ inline }) }, { pandoc.Plain(words) })
  end
  if inline.t == "Image" then
    inline.attributes.alt = pandoc.utils.stringify(inline.caption)
    inline.caption, inline.title = words, "fig:"
    return pandoc.Para({ inline })
  end
  return pandoc.Div({ pandoc.Plain({ inline }), pandoc.Para(words) }, pandoc.Attr("", { "figure" }))
end

local function fence(block)
  if not block.classes:includes("convanim") then
    return nil
  end
  local alt, files = drawn(block.text, block.attributes)
  local inline = image(alt, files, block)
  local made = block.attributes.caption and with_caption(inline, block.attributes.caption) or pandoc.Para({ inline })
  return block.identifier ~= "" and pandoc.Div({ made }, pandoc.Attr(block.identifier)) or made
end

local function read_settings(meta)
  for name, value in pairs(type(meta.convanim) == "table" and meta.convanim or {}) do
    settings[name] = pandoc.utils.stringify(value)
  end
end

return { { Meta = read_settings }, { CodeBlock = fence } }
